#include "check/page_print.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr std::size_t min_glyphs = 8;

// The quad a little smaller, so that neither its border nor its shadow counts as print.
cv::Mat region_of(const PageView& view, const std::optional<Quad>& quad) {
    constexpr double inset = 0.015;
    cv::Mat region = cv::Mat::zeros(view.gray().size(), CV_8U);
    if (!quad) {
        int margin = static_cast<int>(std::lround(0.005 * std::max(region.cols, region.rows))) + 1;
        region(cv::Rect(margin, margin, region.cols - 2 * margin, region.rows - 2 * margin)) = 255;
        return region;
    }
    cv::Point2d middle;
    for (const Point& corner : *quad) middle += view.to_reduced(corner) / 4;
    std::vector<cv::Point> corners;
    for (const Point& corner : *quad)
        corners.emplace_back(middle + (view.to_reduced(corner) - middle) * (1 - 2 * inset));
    cv::fillConvexPoly(region, corners, 255);
    return region;
}

// The paper under the print: the brightest within reach, smoothed.
cv::Mat paper_under(const cv::Mat& gray) {
    constexpr int reach = 11;  // at half size: wider than strokes, narrower than a portrait
    cv::Mat half, paper;
    cv::resize(gray, half, gray.size() / 2, 0, 0, cv::INTER_AREA);
    cv::morphologyEx(half, half, cv::MORPH_CLOSE, cv::Mat::ones(reach, reach, CV_8U));
    cv::blur(half, half, {5, 5});
    cv::resize(half, paper, gray.size(), 0, 0, cv::INTER_LINEAR);
    return paper;
}

// A robust standard deviation of the noise from differences of neighbours, of which most lie on plain paper.
double noise_of(const cv::Mat& gray) {
    std::array<std::size_t, 256> counts{};
    std::size_t total = 0;
    for (int y = 0; y < gray.rows; y += 3) {
        const auto* row = gray.ptr<std::uint8_t>(y);
        for (int x = 0; x + 1 < gray.cols; x += 2, ++total)
            ++counts[static_cast<std::size_t>(std::abs(row[x] - row[x + 1]))];
    }
    std::size_t below = 0, median = 0;
    while (median < 255 && below + counts[median] <= total / 2) below += counts[median++];
    return static_cast<double>(median) * 1.4826 / std::sqrt(2.0);
}

cv::Mat dark_mask(const cv::Mat& gray) {
    constexpr double least_contrast = 0.13, least_difference = 12, noises = 5;
    cv::Mat paper = paper_under(gray), depth, limit;
    cv::subtract(paper, gray, depth);
    double floor = std::max(least_difference, noises * noise_of(gray));
    paper.convertTo(limit, CV_8U, least_contrast);
    cv::max(limit, floor, limit);
    return depth > limit;
}

bool may_be_glyph(const cv::Rect& box, int area, cv::Size picture) {
    constexpr int least_height = 4;
    constexpr double largest_share = 0.12, longest = 25, thinnest = 0.08, least_fill = 0.12;
    double shape = static_cast<double>(box.width) / box.height;
    return box.height >= least_height && box.height <= largest_share * picture.height && shape <= longest &&
           shape >= thinnest && area >= least_fill * box.area();
}

// Half of the print's width is of characters up to this height: dust and rules weigh little.
double typical_height(const std::vector<cv::Rect>& glyphs) {
    if (glyphs.size() < min_glyphs) return 0;
    std::vector<std::pair<int, int>> heights;
    long total = 0;
    for (const cv::Rect& box : glyphs) {
        heights.emplace_back(box.height, box.width);
        total += box.width;
    }
    std::ranges::sort(heights);
    long below = 0;
    for (const auto& [height, width] : heights) {
        below += width;
        if (below * 2 >= total) return height;
    }
    return 0;
}

}  // namespace

PagePrint find_print(const PageView& view, const std::optional<Quad>& quad) {
    PagePrint print;
    print.region = region_of(view, quad);
    print.dark = dark_mask(view.gray());
    print.ink = print.dark & print.region;
    print.ink_share = cv::countNonZero(print.ink) / std::max(1.0, static_cast<double>(cv::countNonZero(print.region)));
    cv::Mat labels, facts, middles;
    int count = cv::connectedComponentsWithStats(print.ink, labels, facts, middles, 8, CV_32S);
    for (int i = 1; i < count; ++i) {
        cv::Rect box(facts.at<int>(i, cv::CC_STAT_LEFT), facts.at<int>(i, cv::CC_STAT_TOP),
                     facts.at<int>(i, cv::CC_STAT_WIDTH), facts.at<int>(i, cv::CC_STAT_HEIGHT));
        if (may_be_glyph(box, facts.at<int>(i, cv::CC_STAT_AREA), print.ink.size())) print.glyphs.push_back(box);
    }
    print.glyph_height_px = typical_height(print.glyphs);
    return print;
}

}  // namespace limner
