#include <limner/check/check_page.h>

#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr double least_degrees = 0.1;

// The size that holds the whole turned page.
cv::Size turned_size(int width, int height, double radians) {
    double c = std::abs(std::cos(radians)), s = std::abs(std::sin(radians));
    return {static_cast<int>(std::ceil(width * c + height * s - 1e-6)),
            static_cast<int>(std::ceil(width * s + height * c - 1e-6))};
}

}  // namespace

Result<Image> deskew(const Image& image, double skew_degrees) try {
    constexpr int longest = 32'767;  // OpenCV's own bound
    if (!std::isfinite(skew_degrees)) return Error{ErrorCode::invalid_argument, "a skew that is no number"};
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "an empty image"};
    if (std::abs(skew_degrees) < least_degrees) return image;
    auto source = to_displayable(image);
    if (!source) return source.error();
    double radians = -skew_degrees * CV_PI / 180, c = std::cos(radians), s = std::sin(radians);
    cv::Size size = turned_size(source->width(), source->height(), radians);
    if (std::max({size.width, size.height, source->width(), source->height()}) >= longest)
        return Error{ErrorCode::invalid_argument, "an image too large to be turned"};
    int type = source->format() == PixelFormat::gray8 ? CV_8UC1 : CV_8UC3;
    cv::Mat page(source->height(), source->width(), type, const_cast<std::byte*>(source->bytes().data()));
    double from_x = (page.cols - 1) / 2.0, from_y = (page.rows - 1) / 2.0;
    double to_x = (size.width - 1) / 2.0, to_y = (size.height - 1) / 2.0;
    cv::Matx23d turn(c, -s, to_x - c * from_x + s * from_y, s, c, to_y - s * from_x - c * from_y);
    std::vector<std::byte> pixels(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) *
                                  page.elemSize());
    cv::Mat upright(size, type, pixels.data());
    cv::warpAffine(page, upright, turn, size, cv::INTER_CUBIC, cv::BORDER_CONSTANT, cv::Scalar::all(255));
    return Image::from_pixels(size.width, size.height, source->format(), std::move(pixels));
} catch (const std::exception& failed) {
    return Error{ErrorCode::internal, std::string("the page could not be turned: ") + failed.what()};
}

}  // namespace limner
