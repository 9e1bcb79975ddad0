#include "check/fingerprint_blocks.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>

namespace limner {

double level_below_which(const Histogram& histogram, double share) {
    int total = 0, sum = 0;
    for (int count : histogram) total += count;
    for (int level = 0; level < 256; ++level) {
        sum += histogram[static_cast<std::size_t>(level)];
        if (sum >= share * total) return level;
    }
    return 255;
}

Histogram histogram_of(const cv::Mat& gray, const cv::Mat& mask) {
    Histogram histogram{};
    for (int y = 0; y < gray.rows; ++y) {
        const auto* pixels = gray.ptr<uchar>(y);
        const auto* wanted = mask.empty() ? nullptr : mask.ptr<uchar>(y);
        for (int x = 0; x < gray.cols; ++x) {
            if (!wanted || wanted[x]) ++histogram[pixels[x]];
        }
    }
    return histogram;
}

namespace {

// After smoothing, sensor noise of 20 gray levels varies by less than 6, the faintest usable ridges by more than 8.
constexpr double smoothing_px = 1.0;
constexpr double min_deviation = 8;
// A flooded cell has no ridges left: it is dark over its whole area, against a ground that is clearly lighter.
constexpr double min_range = 40;
constexpr double flooded_share = 0.5;

void keep_largest(PrintArea& area) {
    cv::morphologyEx(area.cells, area.cells, cv::MORPH_CLOSE, cv::Mat::ones(3, 3, CV_8U));
    cv::Mat labels, statistics, centroids;
    int count = cv::connectedComponentsWithStats(area.cells, labels, statistics, centroids, 4);
    int largest = 0;
    for (int label = 1; label < count; ++label) {
        int size = statistics.at<int>(label, cv::CC_STAT_AREA);
        if (size <= area.cell_count) continue;
        area.cell_count = size;
        largest = label;
    }
    area.cells.setTo(0, labels != largest);
}

// The bare glass along the picture's edge is the ground: where it is dark, and nowhere light, the picture is a
// negative.
bool has_dark_edge(const cv::Mat& is_varied, const cv::Mat& is_dark) {
    constexpr double least_share = 0.1, most_light = 0.2;
    cv::Mat edge(is_varied.size(), CV_8U, cv::Scalar(255));
    if (edge.rows > 2 && edge.cols > 2) edge({1, 1, edge.cols - 2, edge.rows - 2}).setTo(0);
    const double bare = cv::countNonZero(edge & ~is_varied), dark = cv::countNonZero(edge & ~is_varied & is_dark);
    return dark > least_share * cv::countNonZero(edge) && bare - dark <= most_light * dark;
}

}  // namespace

PrintArea find_print(const cv::Mat& gray) {
    cv::Size grid(gray.cols / cell_px, gray.rows / cell_px);
    cv::Mat whole = gray({0, 0, grid.width * cell_px, grid.height * cell_px});
    cv::Mat smooth, mean, mean_square;
    cv::GaussianBlur(whole, smooth, {}, smoothing_px);
    Histogram histogram = histogram_of(smooth);
    PrintArea area{.ground = level_below_which(histogram, 0.95), .dark = level_below_which(histogram, 0.02)};

    smooth.convertTo(smooth, CV_32F);
    cv::resize(smooth, mean, grid, 0, 0, cv::INTER_AREA);
    cv::resize(smooth.mul(smooth), mean_square, grid, 0, 0, cv::INTER_AREA);
    area.cells = (mean_square - mean.mul(mean)) > min_deviation * min_deviation;
    double range = area.ground - area.dark;
    if (range > min_range) {
        const cv::Mat is_dark = mean < area.ground - flooded_share * range;
        area.is_inverted = cv::countNonZero(area.cells) > 0 && has_dark_edge(area.cells, is_dark);
        if (!area.is_inverted) area.cells |= is_dark;
    }
    keep_largest(area);
    return area;
}

}  // namespace limner
