#include "check/page_print.h"

#include <algorithm>
#include <cmath>

namespace limner {
namespace {

constexpr std::size_t max_points = 20'000;

// Upper and lower edges of print: they gather on the lines' tops and baselines. Both, because what is lower than a
// letter (the filler of an MRZ, which stands at one end of it) is so at both, and the slopes cancel.
std::vector<cv::Point2f> level_edges(const PagePrint& print) {
    std::vector<cv::Point2f> points;
    for (const cv::Rect& box : print.glyphs) {
        if (box.height > 3 * print.glyph_height_px) continue;
        int first = std::max(box.y - 1, 0), last = std::min(box.br().y, print.ink.rows - 1);
        for (int y = first; y < last; ++y) {
            const auto *here = print.ink.ptr<std::uint8_t>(y), *below = print.ink.ptr<std::uint8_t>(y + 1);
            for (int x = box.x; x < box.br().x; ++x)
                if (here[x] != below[x]) points.emplace_back(static_cast<float>(x), static_cast<float>(y));
        }
    }
    std::size_t step = points.size() / max_points + 1, kept = 0;
    for (std::size_t i = 0; i < points.size(); i += step) points[kept++] = points[i];
    points.resize(kept);
    return points;
}

// How unevenly the points fall on lines of one direction: the sum of the squared counts. A point is shared between the
// two nearest lines, which keeps the score smooth in the angle.
class LineScore {
public:
    LineScore(std::vector<cv::Point2f> points, cv::Size size)
        : points_(std::move(points)), reach_(std::hypot(size.width, size.height)) {}

    double operator()(double degrees, double bin_px) {
        double turn = degrees * CV_PI / 180;
        auto c = static_cast<float>(std::cos(turn) / bin_px), s = static_cast<float>(std::sin(turn) / bin_px);
        auto offset = static_cast<float>(reach_ / bin_px);
        counts_.assign(static_cast<std::size_t>(2 * reach_ / bin_px) + 3, 0);
        for (const auto& point : points_) {
            float place = point.y * c - point.x * s + offset;
            auto line = static_cast<std::size_t>(place);
            float share = place - static_cast<float>(line);
            counts_[line] += 1 - share;
            counts_[line + 1] += share;
        }
        double sum = 0;
        for (float count : counts_) sum += static_cast<double>(count) * count;
        return sum;
    }
    const std::vector<cv::Point2f>& points() const { return points_; }
    double reach() const { return reach_; }

private:
    std::vector<cv::Point2f> points_;
    double reach_;
    std::vector<float> counts_{};
};

struct Peak {
    double degrees, height, median;
};

Peak search(LineScore& score, double from, double to, double step, double bin_px) {
    std::vector<double> values;
    const int steps = static_cast<int>(std::lround((to - from) / step));
    for (int i = 0; i <= steps; ++i) values.push_back(score(from + i * step, bin_px));
    auto best = static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
    double shift = 0;
    if (best > 0 && best + 1 < values.size()) {
        double before = values[best - 1], after = values[best + 1], bend = before - 2 * values[best] + after;
        if (bend < 0) shift = std::clamp(0.5 * (before - after) / bend, -0.5, 0.5);
    }
    Peak peak{from + (static_cast<double>(best) + shift) * step, values[best], 0};
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    peak.median = values[values.size() / 2];
    return peak;
}

// Lines of print in the direction that was found, as the heights at which points gather.
std::vector<double> baselines(const std::vector<cv::Point2d>& turned, double reach) {
    constexpr double least_share = 0.3;
    constexpr int least_count = 12;
    std::vector<int> counts(static_cast<std::size_t>(2 * reach) + 3);
    for (const auto& point : turned) ++counts[static_cast<std::size_t>(point.y + reach)];
    std::vector<int> sums(counts.size());
    for (std::size_t i = 1; i + 1 < counts.size(); ++i) sums[i] = counts[i - 1] + counts[i] + counts[i + 1];
    int largest = *std::ranges::max_element(sums);
    std::vector<double> lines;
    for (std::size_t i = 1; i + 1 < sums.size(); ++i)
        if (sums[i] >= least_count && sums[i] >= least_share * largest && sums[i] > sums[i - 1] &&
            sums[i] >= sums[i + 1])
            lines.push_back(static_cast<double>(i) + 0.5 - reach);
    return lines;
}

// The slope that the points of all lines share, by least squares about each line's own middle.
double common_slope(const std::vector<cv::Point2d>& turned, double line, double tolerance, double& weight) {
    double count = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const auto& point : turned) {
        if (std::abs(point.y - line) > tolerance) continue;
        count += 1;
        x += point.x;
        y += point.y;
        xx += point.x * point.x;
        xy += point.x * point.y;
    }
    if (count < 2) return 0;
    weight += xx - x * x / count;
    return xy - x * y / count;
}

double fit_lines(const std::vector<cv::Point2f>& points, double degrees, double glyph_height, double reach) {
    double turn = degrees * CV_PI / 180, c = std::cos(turn), s = std::sin(turn);
    std::vector<cv::Point2d> turned;
    turned.reserve(points.size());
    for (const auto& point : points) turned.emplace_back(point.x * c + point.y * s, point.y * c - point.x * s);
    double tolerance = std::max(1.5, glyph_height / 5), sum = 0, weight = 0;
    for (double line : baselines(turned, reach)) sum += common_slope(turned, line, tolerance, weight);
    return weight > 0 ? degrees + std::atan(sum / weight) * 180 / CV_PI : degrees;
}

}  // namespace

std::optional<double> skew_of_print(const PagePrint& print, double around_degrees) {
    constexpr double reach = 20, coarse_step = 0.5, fine_reach = 0.75, fine_step = 0.125;
    constexpr double clear_peak = 1.35;
    constexpr std::size_t least_points = 60;
    if (print.glyph_height_px <= 0) return std::nullopt;
    LineScore score(level_edges(print), print.ink.size());
    if (score.points().size() < least_points) return std::nullopt;
    double bin = std::max(1.5, print.glyph_height_px / 4);
    Peak coarse = search(score, around_degrees - reach, around_degrees + reach, coarse_step, bin);
    if (coarse.height < clear_peak * coarse.median) return std::nullopt;
    double degrees = search(score, coarse.degrees - fine_reach, coarse.degrees + fine_reach, fine_step, 1.5).degrees;
    for (int round = 0; round < 2; ++round)
        degrees = fit_lines(score.points(), degrees, print.glyph_height_px, score.reach());
    return degrees;
}

}  // namespace limner
