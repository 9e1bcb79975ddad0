#include "recognise/mrz_glyphs.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr std::size_t most_glyphs = 30'000;

// Ink is darker than its neighbourhood by a part of the picture's own contrast: prints differ, thresholds do not.
cv::Mat ink_of(const cv::Mat& gray) {
    constexpr int window_px = 41;
    cv::Mat mean;
    cv::boxFilter(gray, mean, CV_8U, {window_px, window_px});
    cv::Mat darker;
    cv::subtract(mean, gray, darker);
    constexpr double least_step = 6;
    constexpr double part_of_contrast = 0.35;
    cv::Scalar middle;
    cv::Scalar deviation;
    cv::meanStdDev(darker, middle, deviation);
    double step = std::max(least_step, part_of_contrast * (middle[0] + 2 * deviation[0]));
    return darker > step;
}

}  // namespace

std::vector<MrzGlyph> find_mrz_glyphs(const cv::Mat& gray) {
    constexpr int least_side_px = 5;
    constexpr int most_side_px = 90;
    cv::Mat labels;
    cv::Mat stats;
    cv::Mat centres;
    int count = cv::connectedComponentsWithStats(ink_of(gray), labels, stats, centres, 8, CV_32S);
    std::vector<MrzGlyph> glyphs;
    for (int i = 1; i < count && glyphs.size() < most_glyphs; ++i) {
        int width = stats.at<int>(i, cv::CC_STAT_WIDTH);
        int height = stats.at<int>(i, cv::CC_STAT_HEIGHT);
        if (std::max(width, height) < least_side_px || std::max(width, height) > most_side_px) continue;
        double x = stats.at<int>(i, cv::CC_STAT_LEFT) + (width - 1) / 2.0;
        double y = stats.at<int>(i, cv::CC_STAT_TOP) + (height - 1) / 2.0;
        glyphs.push_back({.along = x, .across = y, .length = double(width), .height = double(height)});
    }
    return glyphs;
}

}  // namespace limner
