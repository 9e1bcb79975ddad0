#include "recognise/page_pixels.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner {
namespace {

constexpr double mm_per_inch = 25.4;

}  // namespace

PagePixels::PagePixels(const RectifiedPage& page) : page_(page) {
    auto gray = to_gray8(page.image);
    if (!gray) return;
    gray_image_ = *gray;
    // OpenCV has no matrix of constant pixels; nothing writes to this one.
    gray_ =
        cv::Mat(gray_image_.height(), gray_image_.width(), CV_8U, const_cast<std::byte*>(gray_image_.bytes().data()));
}

double PagePixels::pixels_per_mm() const noexcept { return page_.ppi / mm_per_inch; }

cv::Rect PagePixels::pixels(const cv::Rect2d& box_mm) const {
    const double scale = pixels_per_mm();
    const cv::Rect box(cvRound(box_mm.x * scale), cvRound(box_mm.y * scale), cvRound(box_mm.width * scale),
                       cvRound(box_mm.height * scale));
    return box & cv::Rect({0, 0}, gray_.size());
}

std::optional<Image> PagePixels::cut(const cv::Rect& part) const {
    if (part.empty()) return std::nullopt;
    const std::size_t bytes = page_.image.format() == PixelFormat::gray8 ? 1 : 3;
    const auto all = page_.image.bytes();
    std::vector<std::byte> cut(static_cast<std::size_t>(part.area()) * bytes);
    const auto row_bytes = static_cast<std::size_t>(part.width) * bytes;
    for (int y = 0; y < part.height; ++y) {
        const auto from = (static_cast<std::size_t>(part.y + y) * static_cast<std::size_t>(page_.image.width()) +
                           static_cast<std::size_t>(part.x)) *
                          bytes;
        std::memcpy(cut.data() + static_cast<std::size_t>(y) * row_bytes, all.data() + from, row_bytes);
    }
    auto image = Image::from_pixels(part.width, part.height, page_.image.format(), std::move(cut));
    return image ? std::optional(*image) : std::nullopt;
}

Quad quad_of(const cv::Rect& part) {
    const double left = part.x - 0.5, top = part.y - 0.5, right = left + part.width, down = top + part.height;
    return {Point{left, top}, {right, top}, {right, down}, {left, down}};
}

Quad in_picture(const Quad& on_page, const RectifiedPage& page, const Quad& page_in_picture) {
    const auto right = static_cast<float>(page.image.width()) - 0.5F,
               down = static_cast<float>(page.image.height()) - 0.5F;
    const std::array<cv::Point2f, 4> from{{{-0.5F, -0.5F}, {right, -0.5F}, {right, down}, {-0.5F, down}}};
    std::array<cv::Point2f, 4> to;
    std::ranges::transform(page_in_picture, to.begin(), [](Point p) { return cv::Point2f(float(p.x), float(p.y)); });
    std::vector<cv::Point2d> points, mapped;
    for (Point p : on_page) points.emplace_back(p.x, p.y);
    cv::perspectiveTransform(points, mapped, cv::getPerspectiveTransform(from, to));
    Quad quad;
    std::ranges::transform(mapped, quad.begin(), [](cv::Point2d p) { return Point{p.x, p.y}; });
    return quad;
}

}  // namespace limner
