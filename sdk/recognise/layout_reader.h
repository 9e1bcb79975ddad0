#pragma once

#include <limner/base/until.h>
#include <limner/recognise/document.h>

#include "recognise/document_layout.h"
#include "recognise/line_ocr.h"

namespace limner {

/// Reads the fields of a rectified page by a layout.
class LayoutReader {
public:
    /// `page`: of the layout's size.
    LayoutReader(const RectifiedPage& page, const DocumentLayout& layout, LineOcr& ocr);

    /// The share of the layout's anchors that stand where they should, 0..1. Errors of the recogniser.
    Result<double> anchors(const Until& until) const;

    /// Every field; empty rows of a table are left out. Errors of the recogniser; timed_out, cancelled.
    Result<std::vector<DocumentField>> fields(const Until& until) const;

    /// A part of the page, nothing for an empty box.
    std::optional<Image> cut(const cv::Rect2d& box_mm) const;

private:
    struct Seen {
        LineOcr::Line line{};
        cv::Rect row{};
    };
    cv::Rect pixels(const cv::Rect2d& box_mm) const;
    Result<std::optional<Seen>> read(const cv::Rect2d& box_mm, LineOcr::Letters letters) const;
    Result<std::optional<Seen>> read_digits(const cv::Rect2d& box_mm, int count) const;
    Result<void> read_field(const LayoutField& field, int row, std::vector<DocumentField>& fields) const;

    const RectifiedPage& page_;
    const DocumentLayout& layout_;
    LineOcr& ocr_;
    Image gray_image_{};
    cv::Mat gray_{};
};

/// From a rectified page's pixels to the picture's.
Quad in_picture(const Quad& on_page, const RectifiedPage& page, const Quad& page_in_picture);

}  // namespace limner
