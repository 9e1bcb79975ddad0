#include "check/page_ground.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

using Contour = std::vector<cv::Point>;

// The ground's colour as a plane over the picture, so that light may fall off across it.
struct Ground {
    cv::Matx<double, 3, 3> plane = cv::Matx<double, 3, 3>::zeros();  ///< a row a channel: constant, x, y
    double spread = 0;                                               ///< of the ground about its plane
};

struct Sample {
    cv::Point at;
    cv::Vec3b colour;
};

// The picture's outermost pixels but one: scanners leave a line at the very edge.
std::vector<Sample> border_samples(const cv::Mat& picture) {
    std::vector<Sample> samples;
    auto take = [&](int x, int y) { samples.push_back({{x, y}, picture.at<cv::Vec3b>(y, x)}); };
    for (int depth = 1; depth <= 2; ++depth) {
        for (int x = depth; x < picture.cols - depth; ++x) {
            take(x, depth);
            take(x, picture.rows - 1 - depth);
        }
        for (int y = depth; y < picture.rows - depth; ++y) {
            take(depth, y);
            take(picture.cols - 1 - depth, y);
        }
    }
    return samples;
}

double distance(const Ground& ground, const cv::Vec3b& colour, int x, int y) {
    double largest = 0;
    for (int channel = 0; channel < 3; ++channel) {
        double expected = ground.plane(channel, 0) + ground.plane(channel, 1) * x + ground.plane(channel, 2) * y;
        largest = std::max(largest, std::abs(colour[channel] - expected));
    }
    return largest;
}

Ground median_colour(const std::vector<Sample>& samples) {
    Ground ground;
    std::vector<std::uint8_t> values(samples.size());
    for (int channel = 0; channel < 3; ++channel) {
        std::ranges::transform(samples, values.begin(), [=](const Sample& s) { return s.colour[channel]; });
        auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::ranges::nth_element(values, middle);
        ground.plane(channel, 0) = *middle;
    }
    return ground;
}

std::vector<Sample> near(const Ground& ground, const std::vector<Sample>& samples, double tolerance) {
    std::vector<Sample> inside;
    std::ranges::copy_if(samples, std::back_inserter(inside),
                         [&](const Sample& s) { return distance(ground, s.colour, s.at.x, s.at.y) <= tolerance; });
    return inside;
}

// Least squares of each channel.
void fit_plane(Ground& ground, const std::vector<Sample>& samples) {
    cv::Mat places(static_cast<int>(samples.size()), 3, CV_64F), values(places.rows, 3, CV_64F), solution;
    for (int i = 0; i < places.rows; ++i) {
        const Sample& sample = samples[static_cast<std::size_t>(i)];
        places.at<double>(i, 0) = 1;
        places.at<double>(i, 1) = sample.at.x;
        places.at<double>(i, 2) = sample.at.y;
        for (int channel = 0; channel < 3; ++channel) values.at<double>(i, channel) = sample.colour[channel];
    }
    if (!cv::solve(places, values, solution, cv::DECOMP_NORMAL | cv::DECOMP_CHOLESKY)) return;
    for (int channel = 0; channel < 3; ++channel)
        for (int term = 0; term < 3; ++term) ground.plane(channel, term) = solution.at<double>(term, channel);
}

// From the samples near the median colour, the plane grows over light that falls off; a page of nearly the ground's
// colour must not pull at it.
std::optional<Ground> estimate_ground(const cv::Mat& picture) {
    constexpr double first_share = 0.15, least_share = 0.45, tolerance = 12;
    constexpr int rounds = 5;
    auto samples = border_samples(picture);
    auto all = static_cast<double>(samples.size());
    Ground ground = median_colour(samples);
    auto inside = near(ground, samples, tolerance);
    for (int round = 0; round < rounds && static_cast<double>(inside.size()) >= first_share * all; ++round) {
        fit_plane(ground, inside);
        inside = near(ground, samples, tolerance);
    }
    if (static_cast<double>(inside.size()) < least_share * all) return std::nullopt;
    double sum = 0;
    for (const Sample& sample : inside) sum += distance(ground, sample.colour, sample.at.x, sample.at.y);
    ground.spread = sum / static_cast<double>(inside.size());
    return ground;
}

cv::Mat what_stands_out(const cv::Mat& picture, const Ground& ground) {
    constexpr double least_difference = 8, spreads = 4;
    double threshold = std::max(least_difference, spreads * ground.spread);
    cv::Mat mask(picture.size(), CV_8UC1);
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x)
            mask.at<std::uint8_t>(y, x) = distance(ground, picture.at<cv::Vec3b>(y, x), x, y) > threshold ? 255 : 0;
    return mask;
}

Contour largest_outline(const cv::Mat& mask) {
    cv::Mat closed;
    cv::morphologyEx(mask, closed, cv::MORPH_OPEN, cv::Mat::ones(3, 3, CV_8U));
    cv::morphologyEx(closed, closed, cv::MORPH_CLOSE, cv::Mat::ones(7, 7, CV_8U));
    std::vector<Contour> outlines;
    cv::findContours(closed, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
    auto largest = std::ranges::max_element(outlines, {}, [](const Contour& c) { return cv::contourArea(c); });
    return largest == outlines.end() ? Contour{} : *largest;
}

// The hull's outline reduced to four corners, coarser step by step.
std::optional<std::array<cv::Point2d, 4>> rough_corners(const Contour& hull) {
    double perimeter = cv::arcLength(hull, true);
    for (double tolerance = 0.01; tolerance <= 0.1; tolerance += 0.005) {
        Contour corners;
        cv::approxPolyDP(hull, corners, tolerance * perimeter, true);
        if (corners.size() < 4) return std::nullopt;
        if (corners.size() == 4) return std::array<cv::Point2d, 4>{corners[0], corners[1], corners[2], corners[3]};
    }
    return std::nullopt;
}

struct Line {
    cv::Point2d at, along;
};

// A line through the outline's points near a side, corners left out: cards have round ones.
std::optional<Line> fit_side(const Contour& outline, cv::Point2d from, cv::Point2d to) {
    constexpr double corner_share = 0.12, reach_share = 0.03;
    cv::Point2d along = to - from;
    double length = cv::norm(along);
    if (length < 8) return std::nullopt;
    along /= length;
    std::vector<cv::Point2f> points;
    for (const cv::Point& point : outline) {
        cv::Point2d offset = cv::Point2d(point) - from;
        double progress = offset.dot(along) / length, aside = std::abs(offset.cross(along));
        if (progress > corner_share && progress < 1 - corner_share && aside < std::max(3.0, reach_share * length))
            points.emplace_back(point);
    }
    if (points.size() < 8) return std::nullopt;
    cv::Vec4f line;
    cv::fitLine(points, line, cv::DIST_HUBER, 0, 0.01, 0.01);
    return Line{{line[2], line[3]}, {line[0], line[1]}};
}

std::optional<cv::Point2d> crossing(const Line& a, const Line& b) {
    double turn = a.along.cross(b.along);
    if (std::abs(turn) < 0.3) return std::nullopt;  // below some 17 degrees they are no neighbouring sides
    return a.at + a.along * ((b.at - a.at).cross(b.along) / turn);
}

std::optional<std::array<cv::Point2d, 4>> refine(const Contour& outline, const std::array<cv::Point2d, 4>& rough) {
    std::array<Line, 4> sides;
    for (std::size_t i = 0; i < 4; ++i) {
        auto side = fit_side(outline, rough[i], rough[(i + 1) % 4]);
        if (!side) return std::nullopt;
        sides[i] = *side;
    }
    std::array<cv::Point2d, 4> corners;
    for (std::size_t i = 0; i < 4; ++i) {
        auto corner = crossing(sides[(i + 3) % 4], sides[i]);
        if (!corner) return std::nullopt;
        corners[i] = *corner;
    }
    return corners;
}

// Clockwise from the corner that is nearest to the top left.
std::array<cv::Point2d, 4> ordered(std::array<cv::Point2d, 4> corners) {
    cv::Point2d middle;
    for (const auto& corner : corners) middle += corner / 4;
    std::ranges::sort(corners, {}, [&](const cv::Point2d& c) { return std::atan2(c.y - middle.y, c.x - middle.x); });
    auto first = std::ranges::min_element(corners, {}, [](const cv::Point2d& c) { return c.x + c.y; });
    std::ranges::rotate(corners, first);
    return corners;
}

double area_of(const std::array<cv::Point2d, 4>& corners) {
    double twice = 0;
    for (std::size_t i = 0; i < 4; ++i) twice += corners[i].cross(corners[(i + 1) % 4]);
    return std::abs(twice) / 2;
}

// What else can stand out: print on a page whose paper fills the picture, which never fills its own outline; the
// portrait on such a page, beside which there is print; a strip along three of the picture's sides, which is the ground
// beside a page.
bool is_page(const cv::Mat& mask, const Contour& outline, const std::array<cv::Point2d, 4>& corners) {
    constexpr double least_fill = 0.6, least_solid = 0.85, most_outside = 0.02;
    Contour hull;
    cv::convexHull(outline, hull);
    double hull_area = cv::contourArea(hull), quad_area = area_of(corners);
    if (cv::contourArea(outline) < least_solid * hull_area) return false;
    if (quad_area < 0.9 * hull_area || quad_area > 1.12 * hull_area) return false;
    cv::Mat inside = cv::Mat::zeros(mask.size(), CV_8U);
    cv::fillConvexPoly(inside, hull, 255);
    double fill = cv::countNonZero(mask & inside) / std::max(1.0, double(cv::countNonZero(inside)));
    cv::dilate(inside, inside, cv::Mat::ones(9, 9, CV_8U));
    int ground_area = static_cast<int>(mask.total()) - cv::countNonZero(inside);
    if (cv::countNonZero(mask & ~inside) > most_outside * ground_area) return false;
    cv::Rect box = cv::boundingRect(hull);
    int touched =
        (box.x <= 1) + (box.y <= 1) + (box.x + box.width >= mask.cols - 1) + (box.y + box.height >= mask.rows - 1);
    return fill >= least_fill && touched < 3;
}

}  // namespace

std::optional<Quad> find_page_quad(const PageView& view) {
    constexpr int side = 600;
    constexpr double least_share = 0.03, largest_share = 0.985;
    int reduction = std::max(1, (std::max(view.colour().cols, view.colour().rows) + side - 1) / side);
    cv::Mat picture;
    cv::resize(view.colour(), picture, view.colour().size() / reduction, 0, 0, cv::INTER_AREA);
    auto ground = estimate_ground(picture);
    if (!ground) return std::nullopt;
    cv::Mat mask = what_stands_out(picture, *ground);
    Contour outline = largest_outline(mask);
    double share = outline.empty() ? 0 : cv::contourArea(outline) / static_cast<double>(mask.total());
    if (share < least_share || share > largest_share) return std::nullopt;
    Contour hull;
    cv::convexHull(outline, hull);
    auto rough = rough_corners(hull);
    if (!rough) return std::nullopt;
    auto corners = refine(outline, *rough);
    if (!corners || !is_page(mask, outline, *corners)) return std::nullopt;
    Quad quad{};
    auto in_order = ordered(*corners);
    for (std::size_t i = 0; i < 4; ++i)
        quad[i] = view.to_full((in_order[i] + cv::Point2d(0.5, 0.5)) * reduction - cv::Point2d(0.5, 0.5));
    return quad;
}

}  // namespace limner
