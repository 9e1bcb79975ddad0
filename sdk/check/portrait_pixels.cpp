#include "check/portrait_pixels.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

/// Share of a line of steps that are less than half of the mean of those around.
double flat_share(const cv::Mat& steps) {
    cv::Mat around;
    constexpr int neighbours = 17;
    cv::blur(steps, around, {neighbours, 1});
    constexpr int border = neighbours / 2;
    cv::Range inner(border, steps.cols - border);
    cv::Mat flat = steps.colRange(inner) < 0.5 * around.colRange(inner);
    return static_cast<double>(cv::countNonZero(flat)) / flat.cols;
}

/// The sum of the steps from each column to the next, as one row.
cv::Mat column_steps(const cv::Mat& gray) {
    cv::Mat steps, sums;
    cv::absdiff(gray.colRange(1, gray.cols), gray.colRange(0, gray.cols - 1), steps);
    cv::reduce(steps, sums, 0, cv::REDUCE_SUM, CV_32F);
    return sums;
}

constexpr int spectrum_px = 256;
constexpr int coarse = 30;  // waves on the square: below it faces have patterns of their own

bool is_of_blocks(int across, int down) {
    constexpr int block_waves = spectrum_px / 8, near = 2;
    auto is_near = [](int waves) { return std::abs(std::remainder(waves, block_waves)) <= near; };
    return is_near(across) && is_near(down);
}

/// Magnitudes for 0..128 waves down and -128..127 across; the rest of the plane mirrors them.
cv::Mat spectrum_of(const cv::Mat& gray) {
    cv::Mat values, window, spectrum, planes[2], magnitude;
    gray.convertTo(values, CV_32F);
    cv::subtract(values, cv::mean(values), values);
    cv::createHanningWindow(window, values.size(), CV_32F);
    cv::dft(values.mul(window), spectrum, cv::DFT_COMPLEX_OUTPUT);
    cv::split(spectrum, planes);
    cv::magnitude(planes[0], planes[1], magnitude);
    cv::Mat right = magnitude.colRange(0, spectrum_px / 2), left = magnitude.colRange(spectrum_px / 2, spectrum_px),
            whole;
    cv::hconcat(left, right, whole);
    return whole.rowRange(0, spectrum_px / 2 + 1);
}

}  // namespace

std::optional<double> pixelation(const cv::Mat& rgb, const cv::Rect& part) {
    constexpr int least_side_px = 40;
    if (std::min(part.width, part.height) < least_side_px) return std::nullopt;
    cv::Mat green;
    cv::extractChannel(rgb(part), green, 1);
    return std::min(flat_share(column_steps(green)), flat_share(column_steps(green.t())));
}

std::optional<double> regular_pattern(const cv::Mat& rgb, const FaceShape& face) {
    if (std::min(rgb.cols, rgb.rows) < spectrum_px) return std::nullopt;
    cv::Point2d middle = (face.eyes_midpoint() + face.chin) / 2;
    auto from = [](double centre, int side) {
        return static_cast<int>(std::clamp(centre - spectrum_px / 2.0, 0.0, static_cast<double>(side - spectrum_px)));
    };
    cv::Mat gray, around;
    cv::cvtColor(rgb(cv::Rect(from(middle.x, rgb.cols), from(middle.y, rgb.rows), spectrum_px, spectrum_px)), gray,
                 cv::COLOR_RGB2GRAY);
    cv::Mat magnitude = spectrum_of(gray);
    cv::blur(magnitude, around, {21, 21});
    constexpr float nothing = 0.001F;
    float strongest = 0;
    for (int down = 0; down < magnitude.rows; ++down)
        for (int x = 0; x < magnitude.cols; ++x) {
            int across = x - spectrum_px / 2;
            if (std::hypot(across, down) <= coarse || is_of_blocks(across, down)) continue;
            strongest = std::max(strongest, magnitude.at<float>(down, x) / (around.at<float>(down, x) + nothing));
        }
    return static_cast<double>(strongest);
}

}  // namespace limner::portrait
