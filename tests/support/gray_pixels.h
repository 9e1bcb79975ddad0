#pragma once

#include <limner/frame/image.h>

#include <cstring>
#include <opencv2/core.hpp>

/// Pictures as OpenCV has them, for tests that bend and cut them.
namespace limner::test {

inline Image gray_image(const cv::Mat& pixels) {
    const cv::Mat whole = pixels.isContinuous() ? pixels : pixels.clone();
    std::vector<std::byte> bytes(whole.total());
    std::memcpy(bytes.data(), whole.data, bytes.size());
    return Image::from_pixels(whole.cols, whole.rows, PixelFormat::gray8, std::move(bytes)).value();
}

inline cv::Mat pixels_of(const Image& image) {
    Image gray = to_gray8(image).value();
    cv::Mat pixels(gray.height(), gray.width(), CV_8U);
    std::memcpy(pixels.data, gray.bytes().data(), gray.bytes().size());
    return pixels;
}

}  // namespace limner::test
