#include "check/platen_traces.h"

#include "check/fingerprint_blocks.h"
#include "check/fingerprint_resample.h"

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace limner {
namespace {

double deviation_of(const cv::Mat& pixels) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(pixels, mean, deviation);
    return deviation[0];
}

}  // namespace

Result<cv::Mat> platen_at_500_ppi(const Image& frame, std::optional<double> ppi) {
    constexpr double nominal_ppi = 500, lowest_ppi = 50, highest_ppi = 5'000;
    const double given = ppi.value_or(nominal_ppi);
    if (frame.is_empty()) return Error{ErrorCode::invalid_argument, "the image is empty"};
    if (!(given >= lowest_ppi && given <= highest_ppi))
        return Error{ErrorCode::invalid_argument,
                     fmt::format("a reader's resolution is {} to {} ppi, not {}", lowest_ppi, highest_ppi, given)};
    const auto gray = to_gray8(frame);
    if (!gray) return gray.error();
    // OpenCV has no read-only matrix; nothing writes to it.
    const cv::Mat pixels(gray->height(), gray->width(), CV_8U, const_cast<std::byte*>(gray->bytes().data()));
    return at_500_ppi(pixels, given).clone();
}

bool shows_finger(const cv::Mat& gray) {
    constexpr double least_contrast = 40, least_share = 0.03;
    if (gray.cols < cell_px || gray.rows < cell_px) return false;
    const PrintArea area = find_print(gray);
    return area.cell_count > least_share * static_cast<double>(area.cells.total()) &&
           area.ground - area.dark > least_contrast;
}

PlatenTraces find_platen_traces(const cv::Mat& gray) {
    constexpr double noise_left = 0.16, above_noise = 2, least_deviation = 0.8, ridge_sigma = 1.8, ground_sigma = 6;
    cv::Mat image, fine, coarse;
    gray.convertTo(image, CV_32F);
    cv::GaussianBlur(image, fine, {}, ridge_sigma);
    cv::GaussianBlur(image, coarse, {}, ground_sigma);
    PlatenTraces traces{.waves = fine - coarse,
                        .cells = cv::Mat::zeros(gray.rows / cell_px, gray.cols / cell_px, CV_8U)};
    const cv::Mat noise = image - fine;
    const auto cell_at = [](int row, int column) {
        return cv::Rect(column * cell_px, row * cell_px, cell_px, cell_px);
    };
    std::vector<double> noises;
    for (int row = 0; row < traces.cells.rows; ++row)
        for (int column = 0; column < traces.cells.cols; ++column)
            noises.push_back(deviation_of(noise(cell_at(row, column))));
    if (noises.empty()) return traces;
    // Of the quieter cells: a latent print's own edges are no noise.
    const auto quarter = noises.begin() + static_cast<std::ptrdiff_t>(noises.size() / 4);
    std::ranges::nth_element(noises, quarter);
    const double limit = std::max(least_deviation, above_noise * noise_left * *quarter);
    for (int row = 0; row < traces.cells.rows; ++row)
        for (int column = 0; column < traces.cells.cols; ++column)
            if (deviation_of(traces.waves(cell_at(row, column))) > limit) traces.cells.at<uchar>(row, column) = 255;
    return traces;
}

}  // namespace limner
