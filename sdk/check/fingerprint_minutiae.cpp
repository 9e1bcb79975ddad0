#include <limner/check/fingerprint_minutiae.h>

#include "check/fingerprint_blocks.h"
#include "check/fingerprint_measures.h"
#include "check/fingerprint_resample.h"
#include "check/fingerprint_skeleton.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace limner {
namespace {

constexpr double nominal_ppi = 500, lowest_ppi = 50, highest_ppi = 5'000, largest_mm = 250, mm_per_inch = 25.4;
constexpr std::size_t most_points = 255;

FingerprintMinutiae minutiae_in(const cv::Mat& print) {
    constexpr double usual_period = 9, narrowest_period = 6, widest_period = 13;
    FingerprintMinutiae minutiae{.width = print.cols, .height = print.rows};
    const PrintMeasures measures = measure_print(print);
    if (!measures.ridge_clarity) return minutiae;
    const double period = std::clamp(measures.ridge_period_px.value_or(usual_period), narrowest_period, widest_period);
    const RidgeMap map = trace_ridges(print, find_print(print).cells, period);
    minutiae.points = minutiae_of(thin(map.ridges), map);
    if (minutiae.points.size() > most_points) minutiae.points.resize(most_points);
    return minutiae;
}

}  // namespace

Result<FingerprintMinutiae> extract_minutiae(const Image& image, std::optional<double> ppi) try {
    auto wrong = [](std::string why) { return Error{ErrorCode::invalid_argument, std::move(why)}; };
    const double given = ppi.value_or(nominal_ppi);
    if (image.is_empty()) return wrong("the image is empty");
    if (!(given >= lowest_ppi && given <= highest_ppi))
        return wrong(fmt::format("a fingerprint's resolution is {} to {} ppi, not {}", lowest_ppi, highest_ppi, given));
    if (std::max(image.width(), image.height()) / given * mm_per_inch > largest_mm)
        return wrong(fmt::format("no fingerprint is above {} mm", largest_mm));
    const auto gray = to_gray8(image);
    if (!gray) return gray.error();
    // OpenCV has no read-only matrix; nothing below writes to it.
    const cv::Mat pixels(gray->height(), gray->width(), CV_8U, const_cast<std::byte*>(gray->bytes().data()));
    return minutiae_in(at_500_ppi(pixels, given));
} catch (const std::exception& error) {
    return Error{ErrorCode::internal, std::string("minutiae: ") + error.what()};
}

}  // namespace limner
