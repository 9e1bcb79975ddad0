#include "check/portrait_focus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner::portrait {
namespace {

/// The share of a direction's detail that a box of 9 pixels along it takes away (Crete et al., "The blur effect").
double detail_along(const cv::Mat& gray, const cv::Mat& mask, bool is_across_rows) {
    cv::Size box = is_across_rows ? cv::Size(1, 9) : cv::Size(9, 1);
    cv::Mat kernel = is_across_rows ? (cv::Mat_<float>(2, 1) << -1, 1) : (cv::Mat_<float>(1, 2) << -1, 1);
    cv::Mat blurred, steps, blurred_steps;
    cv::blur(gray, blurred, box);
    cv::filter2D(gray, steps, CV_32F, kernel);
    cv::filter2D(blurred, blurred_steps, CV_32F, kernel);
    steps = cv::abs(steps);
    blurred_steps = cv::abs(blurred_steps);
    cv::Mat lost = cv::max(steps - blurred_steps, 0);
    double all = cv::mean(steps, mask)[0];
    return all > 0 ? cv::mean(lost, mask)[0] / all : 0;
}

/// Robust spread of what a Laplacian leaves on the flattest half of the face.
double noise_of(const cv::Mat& gray, const cv::Mat& mask) {
    cv::Mat kernel = (cv::Mat_<float>(3, 3) << 1, -2, 1, -2, 4, -2, 1, -2, 1), residue;
    cv::filter2D(gray, residue, CV_32F, kernel);
    std::vector<float> values;
    for (int y = 1; y < gray.rows - 1; ++y)
        for (int x = 1; x < gray.cols - 1; ++x)
            if (mask.at<uchar>(y, x)) values.push_back(std::abs(residue.at<float>(y, x)));
    if (values.empty()) return 0;
    auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 3);
    std::ranges::nth_element(values, middle);
    constexpr double third_to_deviation = 0.4307, gain = 6;  // of a normal distribution; of the kernel on white noise
    return static_cast<double>(*middle) / third_to_deviation / gain;
}

}  // namespace

FaceFocus measure_focus(const AlignedFace& face) {
    cv::Mat gray, smooth;
    cv::cvtColor(face.rgb, gray, cv::COLOR_RGB2GRAY);
    gray.convertTo(gray, CV_32F);
    cv::GaussianBlur(gray, smooth, {}, 0.8);  // else noise passes for detail
    double across = detail_along(smooth, face.hull, false), down = detail_along(smooth, face.hull, true);
    FaceFocus focus;
    focus.sharpness = (across + down) / 2;
    if (across + down > 0) focus.motion_blur = std::abs(across - down) / (across + down);
    focus.noise = noise_of(gray, face.hull);
    return focus;
}

std::optional<double> blockiness(const cv::Mat& rgb, const cv::Rect& part) {
    constexpr int block = 8, least_blocks = 4;
    cv::Rect area((part.x + block - 1) / block * block, part.y, 0, part.height);
    area.width = (part.br().x - area.x) / block * block;
    if (area.width < least_blocks * block || area.height < least_blocks * block) return std::nullopt;
    std::array<double, block> steps{};
    for (int y = area.y; y < area.br().y; ++y) {
        const auto* row = rgb.ptr<cv::Vec3b>(y);
        for (int x = area.x + 1; x < area.br().x; ++x)
            steps[static_cast<std::size_t>(x % block)] += std::abs(int{row[x][1]} - int{row[x - 1][1]});
    }
    double inside_blocks = 0;
    for (std::size_t i = 2; i < block - 1; ++i) inside_blocks += steps[i] / (block - 3);
    double flat = 0.05 * area.area() / block;  // less than this mean step is no picture at all
    return std::max(0.0, (steps[0] - inside_blocks) / std::max(inside_blocks, flat));
}

}  // namespace limner::portrait
