#pragma once

#include <limner/base/result.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>

#include <opencv2/core.hpp>

namespace limner {

/// A page's picture at the sizes that its measures work on. Most need no more than a reduced one; a full A4 scan of
/// 300 ppi has 8.7 million pixels.
class PageView {
public:
    /// Whether a picture of this size can show a page: both sides are of at least 32 px, also when reduced.
    static bool is_measurable(int width, int height) noexcept;

    /// Errors as to_displayable; invalid_argument for a picture that is not measurable.
    static Result<PageView> of(const Image& image);

    /// 8UC1 and 8UC3, at most 1,200 px on the longer side: each pixel is the mean of factor() x factor() full ones.
    const cv::Mat& gray() const noexcept { return gray_; }
    const cv::Mat& colour() const noexcept { return colour_; }
    int factor() const noexcept { return factor_; }

    /// A grey part of the full picture, cut at its borders.
    cv::Mat full_gray(cv::Rect part) const;
    cv::Size full_size() const noexcept { return full_.size(); }

    /// From the reduced picture's pixels to the full one's; both count from the centre of their first pixel.
    Point to_full(cv::Point2d at) const noexcept {
        return {(at.x + 0.5) * factor_ - 0.5, (at.y + 0.5) * factor_ - 0.5};
    }
    cv::Point2d to_reduced(Point at) const noexcept {
        return {(at.x + 0.5) / factor_ - 0.5, (at.y + 0.5) / factor_ - 0.5};
    }

private:
    Image image_{};  // keeps the pixels of full_
    cv::Mat full_{}, gray_{}, colour_{};
    int factor_ = 1;
};

}  // namespace limner
