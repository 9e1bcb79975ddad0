#include "check/page_view.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr int max_reduced_side = 1200;
constexpr int min_side = 32;

// OpenCV has no constant matrix; nothing writes to it.
cv::Mat header_of(const Image& image) {
    int type = image.format() == PixelFormat::gray8 ? CV_8UC1 : CV_8UC3;
    return {image.height(), image.width(), type, const_cast<std::byte*>(image.bytes().data())};
}

int reduction_of(int width, int height) noexcept {
    return std::max(1, (std::max(width, height) + max_reduced_side - 1) / max_reduced_side);
}

cv::Mat reduced(const cv::Mat& full, int factor) {
    if (factor == 1) return full.clone();
    cv::Size size(full.cols / factor, full.rows / factor);
    cv::Mat result;
    cv::resize(full(cv::Rect(0, 0, size.width * factor, size.height * factor)), result, size, 0, 0, cv::INTER_AREA);
    return result;
}

}  // namespace

bool PageView::is_measurable(int width, int height) noexcept {
    return std::min(width, height) >= min_side * reduction_of(width, height);
}

Result<PageView> PageView::of(const Image& image) {
    auto displayable = to_displayable(image);
    if (!displayable) return displayable.error();
    if (!is_measurable(displayable->width(), displayable->height()))
        return Error{ErrorCode::invalid_argument, "a picture too small to be a page"};
    PageView view;
    view.image_ = *displayable;
    view.full_ = header_of(view.image_);
    view.factor_ = reduction_of(view.full_.cols, view.full_.rows);
    cv::Mat small = reduced(view.full_, view.factor_);
    if (small.channels() == 1) {
        view.gray_ = small;
        cv::cvtColor(small, view.colour_, cv::COLOR_GRAY2RGB);
    } else {
        view.colour_ = small;
        cv::cvtColor(small, view.gray_, cv::COLOR_RGB2GRAY);
    }
    return view;
}

cv::Mat PageView::full_gray(cv::Rect part) const {
    part &= cv::Rect({0, 0}, full_.size());
    if (part.empty()) return {};
    if (full_.channels() == 1) return full_(part).clone();
    cv::Mat gray;
    cv::cvtColor(full_(part), gray, cv::COLOR_RGB2GRAY);
    return gray;
}

}  // namespace limner
