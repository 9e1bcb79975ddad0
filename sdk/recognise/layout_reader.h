#pragma once

#include <limner/base/until.h>
#include <limner/recognise/document.h>

#include "recognise/document_layout.h"
#include "recognise/line_ocr.h"
#include "recognise/page_pixels.h"

namespace limner {

/// Reads the fields of a rectified page by a layout.
class LayoutReader {
public:
    /// `page`: of the layout's size.
    LayoutReader(const PagePixels& page, const DocumentLayout& layout, LineOcr& ocr)
        : page_(page), layout_(layout), ocr_(ocr) {}

    /// The share of the layout's anchors that stand where they should, 0..1. Errors of the recogniser.
    Result<double> anchors(const Until& until) const;

    /// Every field; empty rows of a table are left out. Errors of the recogniser; timed_out, cancelled.
    Result<std::vector<DocumentField>> fields(const Until& until) const;

private:
    struct Seen {
        LineOcr::Line line{};
        cv::Rect row{};
    };
    Result<std::optional<Seen>> read(const cv::Rect2d& box_mm, LineOcr::Letters letters) const;
    Result<std::optional<Seen>> read_digits(const cv::Rect2d& box_mm, int count) const;
    Result<std::optional<Seen>> read_letters(const cv::Rect2d& box_mm, std::string_view letters) const;
    Result<std::optional<Seen>> read_as(const LayoutField& field, const cv::Rect2d& box_mm) const;
    Result<void> read_field(const LayoutField& field, int row, std::vector<DocumentField>& fields) const;

    const PagePixels& page_;
    const DocumentLayout& layout_;
    LineOcr& ocr_;
};

}  // namespace limner
