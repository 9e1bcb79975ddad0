#pragma once

#include <limner/frame/geometry.h>
#include <limner/recognise/document_page.h>

#include <opencv2/core.hpp>
#include <optional>

namespace limner {

/// A rectified page in grey, its places in millimetres or in pixels.
class PagePixels {
public:
    explicit PagePixels(const RectifiedPage& page);

    const cv::Mat& gray() const noexcept { return gray_; }
    double pixels_per_mm() const noexcept;
    /// As much of a box as is on the page.
    cv::Rect pixels(const cv::Rect2d& box_mm) const;
    /// In the page's colours; nothing for an empty part.
    std::optional<Image> cut(const cv::Rect& part) const;

private:
    const RectifiedPage& page_;
    Image gray_image_{};
    cv::Mat gray_{};
};

/// A part's corners, clockwise from the top left one.
Quad quad_of(const cv::Rect& part);

/// From a rectified page's pixels to the picture's.
Quad in_picture(const Quad& on_page, const RectifiedPage& page, const Quad& page_in_picture);

}  // namespace limner
