#include "recognise/barcode_regions.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr int reduced_side = 800;
constexpr std::size_t most_regions = 16;
constexpr int least_side = 12;      // in the reduced picture
constexpr double least_fill = 0.5;  // of its box; turned by 45 degrees a square fills half
constexpr double most_elongated = 2.5;

// Where dark and light alternate within a few pixels, grown together over the gaps between modules.
cv::Mat dense_contrast(const cv::Mat& small, int reach) {
    cv::Mat slopes, mask;
    cv::morphologyEx(small, slopes, cv::MORPH_GRADIENT, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    cv::threshold(slopes, mask, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
    cv::morphologyEx(mask, mask, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {least_side, least_side}));
    return mask;
}

void add_regions(const cv::Mat& mask, double factor, cv::Size full, std::vector<cv::Rect>& regions) {
    cv::Mat labels, stats, centres;
    const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8, CV_32S);
    for (int i = 1; i < count; ++i) {
        const int width = stats.at<int>(i, cv::CC_STAT_WIDTH), height = stats.at<int>(i, cv::CC_STAT_HEIGHT);
        const double fill = stats.at<int>(i, cv::CC_STAT_AREA) / (double(width) * height);
        const int longer = std::max(width, height), shorter = std::min(width, height);
        if (shorter < least_side || longer > most_elongated * shorter || fill < least_fill) continue;
        // A quarter of its side around: the quiet zone and the closing's own error.
        const double half = 0.75 * longer * factor;
        const double x = (stats.at<int>(i, cv::CC_STAT_LEFT) + width / 2.0) * factor;
        const double y = (stats.at<int>(i, cv::CC_STAT_TOP) + height / 2.0) * factor;
        // Equal reach on both sides keeps it in the middle at the picture's border, too.
        const double across = std::min({half, x, full.width - x}), down = std::min({half, y, full.height - y});
        const cv::Rect region(cvRound(x - across), cvRound(y - down), cvRound(2 * across), cvRound(2 * down));
        regions.push_back(region & cv::Rect({0, 0}, full));
    }
}

}  // namespace

std::vector<cv::Rect> find_code_regions(const cv::Mat& gray) {
    const double factor = std::max(1.0, std::max(gray.cols, gray.rows) / double(reduced_side));
    cv::Mat small = gray;
    if (factor > 1) cv::resize(gray, small, {}, 1 / factor, 1 / factor, cv::INTER_AREA);
    if (std::min(small.cols, small.rows) < least_side) return {};
    std::vector<cv::Rect> regions;
    // Small codes have close modules; of large ones the wide gaps have to be bridged.
    for (int reach : {7, 19}) add_regions(dense_contrast(small, reach), factor, gray.size(), regions);
    std::ranges::sort(regions, std::greater{}, [](const cv::Rect& region) { return region.area(); });
    if (regions.size() > most_regions) regions.resize(most_regions);
    return regions;
}

}  // namespace limner
