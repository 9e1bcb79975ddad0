#include "check/page_copy.h"

#include "check/percentile.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

constexpr int side = 128;  // of a square whose spectrum is taken, in pixels

bool is_gray(const cv::Mat& colour) {
    cv::Mat channels[3];
    cv::split(colour, channels);
    return cv::norm(channels[0], channels[1], cv::NORM_INF) == 0 &&
           cv::norm(channels[0], channels[2], cv::NORM_INF) == 0;
}

// Between ink and paper, and wider than the rim of a stroke.
double shaded_share(const PageView& view, const PagePrint& print) {
    constexpr double darkest = 0.25, brightest = 0.75, paper_share = 0.9;
    std::vector<std::uint8_t> levels;
    for (int y = 0; y < print.region.rows; ++y)
        for (int x = 0; x < print.region.cols; ++x)
            if (print.region.at<std::uint8_t>(y, x)) levels.push_back(view.gray().at<std::uint8_t>(y, x));
    if (levels.empty()) return 0;
    const auto pixels = static_cast<double>(levels.size());
    const double paper = percentile(levels, paper_share);
    cv::Mat shades;
    cv::inRange(view.gray(), darkest * paper, brightest * paper, shades);
    cv::morphologyEx(shades, shades, cv::MORPH_OPEN, cv::Mat::ones(7, 7, CV_8U));
    return cv::countNonZero(shades & print.region) / pixels;
}

// The brightest tenth of the page is paper, whose tint, and the light's, all shades have: without it they are neutral.
void balance(cv::Mat& colour, const cv::Mat& region) {
    constexpr double paper_share = 0.9;
    std::vector<cv::Mat> channels;
    cv::split(colour, channels);
    for (cv::Mat& channel : channels) {
        std::vector<float> levels;
        for (int y = 0; y < channel.rows; ++y)
            for (int x = 0; x < channel.cols; ++x)
                if (region.at<std::uint8_t>(y, x)) levels.push_back(channel.at<float>(y, x));
        channel *= 1 / std::max(1.0, percentile(levels, paper_share));
    }
    cv::merge(channels, colour);
}

// How far the most coloured fiftieth of the page is from its commonest hue, in CIELAB.
double colour_of(const PageView& view, const PagePrint& print) {
    constexpr int reduction = 4;
    constexpr double coloured_share = 0.98;
    cv::Mat small, region, lab;
    const cv::Size size(std::max(1, view.colour().cols / reduction), std::max(1, view.colour().rows / reduction));
    cv::resize(view.colour(), small, size, 0, 0, cv::INTER_AREA);
    cv::resize(print.region, region, size, 0, 0, cv::INTER_NEAREST);
    if (cv::countNonZero(region) == 0) return 0;
    small.convertTo(small, CV_32F);
    balance(small, region);
    cv::cvtColor(small, lab, cv::COLOR_RGB2Lab);
    std::vector<float> a, b;
    for (int y = 0; y < lab.rows; ++y)
        for (int x = 0; x < lab.cols; ++x)
            if (region.at<std::uint8_t>(y, x)) {
                a.push_back(lab.at<cv::Vec3f>(y, x)[1]);
                b.push_back(lab.at<cv::Vec3f>(y, x)[2]);
            }
    std::vector<float> distances(a.size());
    std::vector<float> all_a = a, all_b = b;
    const double middle_a = percentile(all_a, 0.5), middle_b = percentile(all_b, 0.5);
    for (std::size_t i = 0; i < a.size(); ++i)
        distances[i] = static_cast<float>(std::hypot(a[i] - middle_a, b[i] - middle_b));
    return percentile(distances, coloured_share);
}

/// The spectrum of a square of the picture in nepers of power; zero frequency in the middle.
class Spectrum {
public:
    explicit Spectrum(const cv::Mat& square) {
        // The noise of whole gray levels: under it there is nothing to see.
        constexpr double floor = 200;
        cv::Mat window, waves, parts[2], power;
        cv::createHanningWindow(window, {side, side}, CV_32F);
        square.convertTo(waves, CV_32F);
        waves -= cv::mean(waves);
        cv::dft(waves.mul(window), waves, cv::DFT_COMPLEX_OUTPUT);
        cv::split(waves, parts);
        power = parts[0].mul(parts[0]) + parts[1].mul(parts[1]);
        cv::blur(power, power, {3, 3});
        cv::log(power + floor, level_);
        cv::Mat centred(side, side, CV_32F);
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                centred.at<float>((y + side / 2) % side, (x + side / 2) % side) = level_.at<float>(y, x);
        level_ = centred;
        cv::blur(level_, around_, {17, 17});
    }

    /// In dB, of the stronger pair's weaker wave.
    double strongest_pair() const {
        constexpr int lowest = 13, highest = 60;
        double best = 0;
        for (int v = 0; v <= highest; ++v)
            for (int u = 1; u <= highest; ++u) {
                const int squared = u * u + v * v;
                if (squared < lowest * lowest || squared > highest * highest || is_of_jpeg(u, v)) continue;
                if (excess(u, v) <= best) continue;
                best = std::max(best, std::min(peak(u, v), peak(-v, u)));
            }
        return best * 10 / std::log(10.0);
    }

private:
    // JPEG codes squares of 8 pixels; the edges between them are waves of its multiples along both axes.
    static bool is_of_jpeg(int u, int v) {
        constexpr int step = side / 8;
        const auto is_multiple = [](int wave) { return std::min(wave % step, step - wave % step) <= 1; };
        return (v <= 1 && is_multiple(u)) || (u <= 1 && is_multiple(v));
    }
    double level(int u, int v) const {
        return level_.at<float>(std::clamp(v + side / 2, 0, side - 1), std::clamp(u + side / 2, 0, side - 1));
    }
    double excess(int u, int v) const { return level(u, v) - around_.at<float>(v + side / 2, u + side / 2); }
    // Edges are ridges from the middle outwards, not peaks.
    double peak(int u, int v) const {
        const double distance = std::hypot(u, v);
        double along = 0;
        for (int step : {-6, -5, -4, 4, 5, 6}) {
            const double share = 1 + step / distance;
            along += level(static_cast<int>(std::lround(u * share)), static_cast<int>(std::lround(v * share))) / 6;
        }
        return std::min(excess(u, v), level(u, v) - along);
    }

    cv::Mat level_{}, around_{};
};

}  // namespace

std::optional<double> uncoloured_shades(const PageView& view, const PagePrint& print) {
    constexpr double least_colour = 4;
    if (is_gray(view.colour())) return std::nullopt;
    const double shades = shaded_share(view, print);
    return shades > 0 && colour_of(view, print) >= least_colour ? 0 : shades;
}

std::optional<double> raster_strength(const PageView& view, const PagePrint& print) {
    constexpr int across = 4;
    constexpr double seen_share = 0.75;  // dense print drowns the grid in its squares
    constexpr std::size_t least_squares = 6;
    const cv::Rect within = cv::boundingRect(print.region);
    std::vector<double> strengths;
    for (int row = 0; row < across; ++row)
        for (int column = 0; column < across; ++column) {
            const cv::Point middle(within.x + within.width * (2 * column + 1) / (2 * across),
                                   within.y + within.height * (2 * row + 1) / (2 * across));
            if (!print.region.at<std::uint8_t>(middle)) continue;
            const cv::Mat square =
                view.full_gray({middle.x * view.factor() - side / 2, middle.y * view.factor() - side / 2, side, side});
            if (square.cols == side && square.rows == side) strengths.push_back(Spectrum(square).strongest_pair());
        }
    if (strengths.size() < least_squares) return std::nullopt;
    return percentile(strengths, seen_share);
}

}  // namespace limner
