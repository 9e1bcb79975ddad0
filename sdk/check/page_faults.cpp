#include "check/page_faults.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

constexpr int saturated = 250;

// The commonest grey of the brighter half of the page.
int paper_level(const cv::Mat& gray, const cv::Mat& region) {
    std::array<int, 256> counts{};
    int total = 0;
    for (int y = 0; y < gray.rows; ++y)
        for (int x = 0; x < gray.cols; ++x)
            if (region.at<std::uint8_t>(y, x)) {
                ++counts[gray.at<std::uint8_t>(y, x)];
                ++total;
            }
    int median = 0;
    for (int below = 0; median < 255 && below + counts[static_cast<std::size_t>(median)] <= total / 2; ++median)
        below += counts[static_cast<std::size_t>(median)];
    auto window = [&](int level) {
        int sum = 0;
        for (int i = std::max(0, level - 2); i <= std::min(255, level + 2); ++i)
            sum += counts[static_cast<std::size_t>(i)];
        return sum;
    };
    int best = median;
    // Glare itself is no paper, however much of it there is.
    for (int level = median; level < saturated - 2; ++level)
        if (window(level) > window(best)) best = level;
    return best;
}

// Around a reflection the paper is brighter than elsewhere; around a white label it is not.
bool has_soft_rim(const cv::Mat& gray, const cv::Mat& blob, int paper) {
    constexpr double least_glow = 0.25;
    cv::Mat near, far;
    cv::dilate(blob, near, cv::Mat::ones(3, 3, CV_8U));
    cv::dilate(blob, far, cv::Mat::ones(7, 7, CV_8U));
    cv::Mat rim = far & ~near;
    std::vector<std::uint8_t> levels;
    for (int y = 0; y < rim.rows; ++y)
        for (int x = 0; x < rim.cols; ++x)
            if (rim.at<std::uint8_t>(y, x)) levels.push_back(gray.at<std::uint8_t>(y, x));
    if (levels.empty()) return false;
    auto middle = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 2);
    std::ranges::nth_element(levels, middle);
    return *middle >= paper + least_glow * (255 - paper);
}

// A reflection burns print away. White areas between characters that are as dark as elsewhere hide nothing.
bool shows_print(const cv::Mat& ink, const cv::Mat& blob) {
    constexpr double least_share = 0.02;
    std::vector<cv::Point> points, hull;
    cv::findNonZero(blob, points);
    cv::convexHull(points, hull);
    cv::Mat inside = cv::Mat::zeros(blob.size(), CV_8U);
    cv::fillConvexPoly(inside, hull, 255);
    return cv::countNonZero(ink & inside) > least_share * cv::countNonZero(inside);
}

cv::Mat saturated_areas(const PageView& view, const cv::Mat& region) {
    cv::Mat mask;
    cv::inRange(view.colour(), cv::Scalar::all(saturated), cv::Scalar::all(255), mask);
    mask &= region;
    cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, cv::Mat::ones(5, 5, CV_8U));
    return mask;
}

// A side of the picture, walked along; `depth` counts from it inwards.
struct Side {
    bool is_across;  ///< top and bottom
    bool is_far;     ///< bottom and right
    cv::Mat band(const cv::Mat& picture, int depth) const {
        cv::Rect part = is_across ? cv::Rect(0, is_far ? picture.rows - depth : 0, picture.cols, depth)
                                  : cv::Rect(is_far ? picture.cols - depth : 0, 0, depth, picture.rows);
        cv::Mat strip = picture(part);
        if (!is_across) cv::transpose(strip, strip);
        if (is_far) cv::flip(strip, strip, 0);
        return strip;
    }
};

constexpr std::array<Side, 4> sides{Side{true, false}, Side{false, true}, Side{true, true}, Side{false, false}};

// One thing of some length that reaches inwards, two characters, or a row of slivers of a character's height. A
// scanner's dark line along a side reaches nowhere, or runs along most of it.
bool print_runs_over(const PagePrint& print, const Side& side) {
    constexpr double depth_share = 0.015, least_long = 0.05, most_long = 0.6;
    constexpr int least_reach = 4, sliver_reach = 2, least_slivers = 5;
    int depth = std::max(6, static_cast<int>(depth_share * std::max(print.dark.cols, print.dark.rows)));
    cv::Mat strip = side.band(print.dark, depth).clone(), labels, facts, middles;
    int count = cv::connectedComponentsWithStats(strip, labels, facts, middles, 8, CV_32S), characters = 0, slivers = 0;
    for (int i = 1; i < count; ++i) {
        int top = facts.at<int>(i, cv::CC_STAT_TOP), reach = top + facts.at<int>(i, cv::CC_STAT_HEIGHT);
        double length = facts.at<int>(i, cv::CC_STAT_WIDTH), share = length / strip.cols;
        if (top > 0 || reach < sliver_reach || share > most_long) continue;
        if (length > 0.3 * print.glyph_height_px && length < 2 * print.glyph_height_px) ++slivers;
        if (reach < least_reach) continue;
        if (share >= least_long) return true;
        ++characters;
    }
    return characters >= 2 || slivers >= least_slivers;
}

double distance_to(const Side& side, Point at, cv::Size picture) {
    double place = side.is_across ? at.y : at.x;
    double last = (side.is_across ? picture.height : picture.width) - 1;
    return side.is_far ? last - place : place;
}

double angle_at(Point corner, Point a, Point b) {
    double first = std::atan2(a.y - corner.y, a.x - corner.x), second = std::atan2(b.y - corner.y, b.x - corner.x);
    return std::abs(std::remainder(first - second, 2 * CV_PI)) * 180 / CV_PI;
}

enum class Contact { none, flush, cut };

// Whether the page's outline lies on a side of the picture: flush where it may be the page's own edge, cut where its
// corners say that the picture ends before the page does.
Contact contact_of(const Quad& quad, const Side& side, cv::Size picture) {
    constexpr double reach_share = 0.008, most_askew_degrees = 3;
    double reach = reach_share * std::max(picture.width, picture.height);
    for (std::size_t i = 0; i < 4; ++i) {
        Point from = quad[i], to = quad[(i + 1) % 4];
        if (distance_to(side, from, picture) > reach || distance_to(side, to, picture) > reach) continue;
        double first = angle_at(from, quad[(i + 3) % 4], to), second = angle_at(to, from, quad[(i + 2) % 4]);
        bool is_askew = std::abs(first - 90) > most_askew_degrees || std::abs(second - 90) > most_askew_degrees;
        return is_askew ? Contact::cut : Contact::flush;
    }
    bool is_beyond = std::ranges::any_of(quad, [&](Point p) { return distance_to(side, p, picture) < -reach; });
    return is_beyond ? Contact::cut : Contact::none;
}

}  // namespace

double glare_share(const PageView& view, const PagePrint& print, const std::optional<Quad>& quad) {
    constexpr int brightest_paper = 240, frame = 4;
    constexpr double least_share = 0.0005;
    int paper = paper_level(view.gray(), print.region), page = cv::countNonZero(print.region);
    if (paper > brightest_paper || page == 0) return 0;
    cv::Rect within = cv::boundingRect(print.region);
    cv::Mat labels, facts, middles;
    int count =
        cv::connectedComponentsWithStats(saturated_areas(view, print.region), labels, facts, middles, 8, CV_32S);
    double burnt = 0;
    for (int i = 1; i < count; ++i) {
        int area = facts.at<int>(i, cv::CC_STAT_AREA);
        cv::Rect box(facts.at<int>(i, cv::CC_STAT_LEFT), facts.at<int>(i, cv::CC_STAT_TOP),
                     facts.at<int>(i, cv::CC_STAT_WIDTH), facts.at<int>(i, cv::CC_STAT_HEIGHT));
        bool may_be_ground = !quad && (box.tl().x <= within.tl().x || box.tl().y <= within.tl().y ||
                                       box.br().x >= within.br().x || box.br().y >= within.br().y);
        if (area < least_share * page || may_be_ground) continue;
        box = cv::Rect(box.x - frame, box.y - frame, box.width + 2 * frame, box.height + 2 * frame) &
              cv::Rect({0, 0}, labels.size());
        cv::Mat blob = labels(box) == i;
        if (has_soft_rim(view.gray()(box), blob, paper) && !shows_print(print.ink(box), blob)) burnt += area;
    }
    return burnt / page;
}

int sides_cut_off(const PageView& view, const PagePrint& print, const std::optional<Quad>& quad) {
    int cut = 0;
    for (const Side& side : sides) {
        Contact contact = quad ? contact_of(*quad, side, view.full_size()) : Contact::flush;
        if (contact == Contact::cut || (contact == Contact::flush && print_runs_over(print, side))) ++cut;
    }
    return cut;
}

}  // namespace limner
