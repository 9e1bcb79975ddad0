#include <limner/check/check_platen.h>

#include "check/fingerprint_blocks.h"
#include "check/fingerprint_resample.h"

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <vector>

namespace limner {
namespace {

constexpr double nominal_ppi = 500, lowest_ppi = 50, highest_ppi = 5'000;

const Text wipe_the_glass{"The glass is dirty: a print was left on it. Wipe it clean.",
                          "Kaca kotor: ada bekas sidik jari. Lap kaca sampai bersih."};

double deviation_of(const cv::Mat& pixels) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(pixels, mean, deviation);
    return deviation[0];
}

// A finger covers more than any residue and is darker.
bool has_finger(const cv::Mat& gray) {
    constexpr double least_contrast = 40, least_share = 0.03;
    if (gray.cols < cell_px || gray.rows < cell_px) return false;
    const PrintArea area = find_print(gray);
    return area.cell_count > least_share * static_cast<double>(area.cells.total()) &&
           area.ground - area.dark > least_contrast;
}

// Share of the cells whose waves of the ridges' width are above what the sensor's noise leaves there.
double residue_of(const cv::Mat& gray) {
    constexpr double noise_left = 0.16, above_noise = 2, least_deviation = 0.8, ridge_sigma = 1.8, ground_sigma = 6;
    cv::Mat image, fine, coarse;
    gray.convertTo(image, CV_32F);
    cv::GaussianBlur(image, fine, {}, ridge_sigma);
    cv::GaussianBlur(image, coarse, {}, ground_sigma);
    const cv::Mat waves = fine - coarse, noise = image - fine;
    std::vector<double> noises, deviations;
    for (int y = 0; y + cell_px <= gray.rows; y += cell_px)
        for (int x = 0; x + cell_px <= gray.cols; x += cell_px) {
            const cv::Rect cell(x, y, cell_px, cell_px);
            noises.push_back(deviation_of(noise(cell)));
            deviations.push_back(deviation_of(waves(cell)));
        }
    if (noises.empty()) return 0;
    // Of the quieter cells: a latent print's own edges are no noise.
    const auto quarter = noises.begin() + static_cast<std::ptrdiff_t>(noises.size() / 4);
    std::ranges::nth_element(noises, quarter);
    const double limit = std::max(least_deviation, above_noise * noise_left * *quarter);
    const auto count = std::ranges::count_if(deviations, [&](double deviation) { return deviation > limit; });
    return static_cast<double>(count) / static_cast<double>(deviations.size());
}

}  // namespace

Result<PlatenCheck> check_platen(const Image& frame, std::optional<double> ppi) try {
    const double given = ppi.value_or(nominal_ppi);
    if (frame.is_empty()) return Error{ErrorCode::invalid_argument, "the image is empty"};
    if (!(given >= lowest_ppi && given <= highest_ppi))
        return Error{ErrorCode::invalid_argument,
                     fmt::format("a reader's resolution is {} to {} ppi, not {}", lowest_ppi, highest_ppi, given)};
    const auto gray = to_gray8(frame);
    if (!gray) return gray.error();
    // OpenCV has no read-only matrix; nothing below writes to it.
    const cv::Mat pixels(gray->height(), gray->width(), CV_8U, const_cast<std::byte*>(gray->bytes().data()));
    const cv::Mat glass = at_500_ppi(pixels, given);
    if (has_finger(glass)) return PlatenCheck{.has_finger = true};
    PlatenCheck check{.residue = residue_of(glass)};
    check.is_dirty = *check.residue >= dirty_residue;
    if (check.is_dirty) check.text = wipe_the_glass;
    return check;
} catch (const std::exception& error) {
    return Error{ErrorCode::internal, std::string("platen check: ") + error.what()};
}

}  // namespace limner
