#include "check/fingerprint_resample.h"

#include <limner/check/check_fingerprint.h>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace limner {
namespace {

constexpr double nominal_ppi = 500, lowest_ppi = 50, highest_ppi = 5'000;

}  // namespace

cv::Mat at_500_ppi(const cv::Mat& gray, double ppi) {
    constexpr double harmless = 0.01;
    const double scale = nominal_ppi / ppi;
    if (std::abs(scale - 1) < harmless) return gray;
    const cv::Size size(std::max(1, cvRound(gray.cols * scale)), std::max(1, cvRound(gray.rows * scale)));
    cv::Mat scaled;
    cv::resize(gray, scaled, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
    return scaled;
}

Result<Image> resample_to_500_ppi(const Image& image, double ppi) {
    if (!(ppi >= lowest_ppi && ppi <= highest_ppi))
        return Error{ErrorCode::invalid_argument,
                     fmt::format("a fingerprint's resolution is {} to {} ppi, not {}", lowest_ppi, highest_ppi, ppi)};
    auto gray = to_gray8(image);
    if (!gray) return gray;
    // OpenCV has no read-only matrix; nothing below writes to it.
    const cv::Mat pixels(gray->height(), gray->width(), CV_8U, const_cast<std::byte*>(gray->bytes().data()));
    const cv::Mat scaled = at_500_ppi(pixels, ppi);
    if (scaled.data == pixels.data) return gray;
    const auto* begin = reinterpret_cast<const std::byte*>(scaled.data);
    return Image::from_pixels(scaled.cols, scaled.rows, PixelFormat::gray8, {begin, begin + scaled.total()});
}

}  // namespace limner
