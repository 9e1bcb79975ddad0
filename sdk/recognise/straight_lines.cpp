#include "recognise/straight_lines.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

struct Segment {
    cv::Point2d from, to;
    double length() const { return cv::norm(to - from); }
};

/// Segments of one line, merged by the moments of their points.
struct Bundle {
    double weight = 0;
    cv::Point2d sum{};
    double xx = 0, xy = 0, yy = 0;

    void add(const Segment& segment) {
        const double length = segment.length();
        for (cv::Point2d point : {segment.from, segment.to}) {
            weight += length / 2;
            sum += point * (length / 2);
            xx += point.x * point.x * length / 2;
            xy += point.x * point.y * length / 2;
            yy += point.y * point.y * length / 2;
        }
    }

    StraightLine line() const {
        const cv::Point2d middle = sum / weight;
        const double a = xx / weight - middle.x * middle.x, b = xy / weight - middle.x * middle.y;
        const double c = yy / weight - middle.y * middle.y;
        const double angle = std::atan2(2 * b, a - c) / 2;
        return {middle, {std::cos(angle), std::sin(angle)}};
    }
};

std::vector<Segment> find_segments(const cv::Mat& gray) {
    const double least = 0.03 * std::max(gray.cols, gray.rows);
    std::vector<cv::Vec4f> found;
    cv::createLineSegmentDetector(cv::LSD_REFINE_NONE)->detect(gray, found);
    std::vector<Segment> segments;
    for (const cv::Vec4f& line : found) {
        const Segment segment{{line[0], line[1]}, {line[2], line[3]}};
        if (segment.length() >= least) segments.push_back(segment);
    }
    std::ranges::sort(segments, std::greater{}, &Segment::length);
    return segments;
}

bool is_of(const Segment& segment, const StraightLine& line) {
    constexpr double most_aside = 1.5, most_turned = 0.05;
    const cv::Point2d along = (segment.to - segment.from) / segment.length();
    return std::abs(along.cross(line.along())) < most_turned && std::abs(line.distance(segment.from)) < most_aside &&
           std::abs(line.distance(segment.to)) < most_aside;
}

std::vector<Bundle> bundled(const std::vector<Segment>& segments) {
    constexpr std::size_t most_segments = 400, most_bundles = 120;
    std::vector<Bundle> bundles;
    for (std::size_t i = 0; i < std::min(most_segments, segments.size()); ++i) {
        auto home =
            std::ranges::find_if(bundles, [&](const Bundle& bundle) { return is_of(segments[i], bundle.line()); });
        if (home == bundles.end()) home = bundles.insert(bundles.end(), Bundle{});
        home->add(segments[i]);
    }
    std::ranges::sort(bundles, std::greater{}, &Bundle::weight);
    if (bundles.size() > most_bundles) bundles.resize(most_bundles);
    return bundles;
}

}  // namespace

void StraightLine::look(const cv::Mat& slope_x, const cv::Mat& slope_y, double least_slope) {
    constexpr double gap_cost = 2.5, alike = 0.9;  // within some 25 degrees
    const double reach = std::hypot(slope_x.cols, slope_x.rows);
    first_ = -reach;
    seen_before_.assign(1, 0);
    signed_before_.assign(1, 0);
    double stretch = 0;
    const cv::Point2d across{-along_.y, along_.x};
    for (double place = -reach; place <= reach; ++place) {
        double seen = 0;
        for (int aside = -1; aside <= 1 && seen == 0; ++aside) {
            const cv::Point2d point = at_ + along_ * place + across * aside;
            const int x = cvRound(point.x), y = cvRound(point.y);
            if (x < 0 || y < 0 || x >= slope_x.cols || y >= slope_x.rows) continue;
            const cv::Point2d slope(slope_x.at<float>(y, x), slope_y.at<float>(y, x));
            const double steep = slope.dot(across);
            if (std::abs(steep) > std::max(least_slope, alike * cv::norm(slope))) seen = steep > 0 ? 1 : -1;
        }
        seen_before_.push_back(seen_before_.back() + std::abs(seen));
        signed_before_.push_back(signed_before_.back() + seen);
        stretch = std::max(0.0, stretch + (seen != 0 ? 1 : -gap_cost));
        longest_stretch_ = std::max(longest_stretch_, stretch);
    }
}

StraightLine::Stretch StraightLine::between(double from, double to) const {
    if (seen_before_.empty()) return {};
    if (from > to) std::swap(from, to);
    const auto last = static_cast<double>(seen_before_.size()) - 1;
    const auto begin = static_cast<std::size_t>(std::clamp(from - first_, 0.0, last));
    const auto end = static_cast<std::size_t>(std::clamp(to - first_, 0.0, last));
    if (end <= begin) return {};
    const auto steps = double(end - begin);
    return {(seen_before_[end] - seen_before_[begin]) / steps,
            std::abs(signed_before_[end] - signed_before_[begin]) / steps};
}

std::vector<StraightLine> find_straight_lines(const cv::Mat& picture, std::size_t most) {
    cv::Mat smooth, gray, slope_x, slope_y;
    cv::GaussianBlur(picture, smooth, {}, 0.8);
    gray = smooth;
    // Paper of the ground's brightness stands out by its colour: red and blue differ the most then.
    if (smooth.channels() == 3) cv::transform(smooth, gray, cv::Matx13f(0.5F, 0.1F, 0.4F));
    std::vector<StraightLine> lines;
    for (const Bundle& bundle : bundled(find_segments(gray))) lines.push_back(bundle.line());
    cv::Scharr(gray, slope_x, CV_32F, 1, 0, 1.0 / 32);
    cv::Scharr(gray, slope_y, CV_32F, 0, 1, 1.0 / 32);
    constexpr double least_slope = 3;  // grey levels a pixel
    for (StraightLine& line : lines) line.look(slope_x, slope_y, least_slope);
    std::ranges::sort(lines, std::greater{}, &StraightLine::longest_stretch);
    if (lines.size() > most) lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(most), lines.end());
    return lines;
}

}  // namespace limner
