#include "check/nfiq2_region.h"

#include "check/nfiq2_blocks.h"
#include "check/nfiq2_blur.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace limner::nfiq2 {
namespace {

constexpr int square_px = 32;

// 0 where the print is, 255 elsewhere: dark after the ridges have run into each other.
cv::Mat dark_area(const cv::Mat& gray) {
    cv::Mat area;
    cv::erode(gray, area, cv::Mat::ones(5, 5, CV_8U));
    for (int blur : {41, 91}) {
        area = gaussian_blur(area, blur);
        cv::threshold(area, area, 0, 255, cv::THRESH_OTSU);
    }
    return area;
}

void fill_holes(cv::Mat& area) {
    std::vector<std::vector<cv::Point>> contours;
    std::vector<cv::Vec4i> hierarchy;
    cv::findContours(~area, contours, hierarchy, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE);
    for (std::size_t i = 0; i < contours.size(); ++i)
        if (hierarchy[i][3] != -1)
            cv::drawContours(area, contours, static_cast<int>(i), cv::Scalar(0), cv::FILLED, cv::LINE_8, hierarchy);
}

// What is left is the part with the largest bounding box.
void keep_largest(cv::Mat& area) {
    cv::Mat labels, statistics, centroids;
    const int count = cv::connectedComponentsWithStats(~area, labels, statistics, centroids, 4);
    int largest = 0, size = 0;
    for (int i = 1; i < count; ++i) {
        const int box = statistics.at<int>(i, cv::CC_STAT_WIDTH) * statistics.at<int>(i, cv::CC_STAT_HEIGHT);
        if (box <= size) continue;
        size = box;
        largest = i;
    }
    area.setTo(255);
    if (largest > 0) area.setTo(0, labels == largest);
}

double coherence_of(const cv::Mat& square) {
    const Gradients g = gradients_of(square);
    const double flow = std::hypot(g.xx - g.yy, 2 * g.xy), energy = g.xx + g.yy;
    return energy > 0 ? flow / energy : 0;
}

// From the first to the last of the means that are not nearly white.
cv::Range dark_range(const cv::Mat& means) {
    constexpr double white = 250;
    const auto* begin = means.ptr<double>();
    const int count = static_cast<int>(means.total());
    int first = 0, last = count - 1;
    while (first < count && begin[first] > white) ++first;
    if (first == count) return {0, count};
    while (begin[last] > white) --last;
    return {first, last + 1};
}

}  // namespace

Region region_of(const cv::Mat& gray) {
    cv::Mat area = dark_area(gray);
    fill_holes(area);
    keep_largest(area);
    const cv::Mat print = area == 0;
    Region region{.pixels = cv::countNonZero(print)};
    if (region.pixels > 0) region.mean_level = cv::mean(gray, print)[0];
    int squares = 0;
    for (int y = 0; y < gray.rows; y += square_px)
        for (int x = 0; x < gray.cols; x += square_px) {
            const cv::Rect square = cv::Rect(x, y, square_px, square_px) & cv::Rect({}, gray.size());
            if (cv::countNonZero(print(square)) == 0) continue;
            region.coherence_sum += coherence_of(gray(square));
            ++squares;
        }
    if (squares > 0) region.coherence_mean = region.coherence_sum / squares;
    return region;
}

cv::Mat without_white_frame(const cv::Mat& gray) {
    cv::Mat rows, columns;
    cv::reduce(gray, rows, 1, cv::REDUCE_AVG, CV_64F);
    cv::reduce(gray, columns, 0, cv::REDUCE_AVG, CV_64F);
    return gray(dark_range(rows), dark_range(columns));
}

}  // namespace limner::nfiq2
