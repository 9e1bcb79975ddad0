#pragma once

#include <limner/recognise/document.h>

#include "recognise/document_layout.h"
#include "recognise/field_text.h"
#include "recognise/page_text.h"

namespace limner {

/// Finds the fields of a page that stand under their captions, or beside them where nothing stands under: Doc 9303
/// demands captions and leaves the places to the issuer. Works on words that were read.
class CaptionedFields {
public:
    /// `pixels_per_mm` of the words' boxes. `mrz`: of the same page: where a caption cannot be read, a number, date or
    /// name is looked for that is the MRZ's, which can confirm the print but not contradict it. `layout` and `mrz` must
    /// outlive this.
    CaptionedFields(const DocumentLayout& layout, const std::vector<LineOcr::Word>& words, double pixels_per_mm,
                    const Mrz& mrz, int this_year);

    /// What the layout's fields say, boxes on the page; optional ones that are not found are left out.
    std::vector<DocumentField> fields() const;

    /// Where a field's caption stands, and the line of print that it is part of: of captions in two languages the value
    /// stands under the first. Empty: not found.
    std::vector<cv::Rect> caption_boxes(std::string_view field) const;

    /// Under and over the signature's caption; none where that is not found.
    std::vector<cv::Rect> signature_boxes() const;

private:
    struct Found {
        std::string raw{};
        FieldValue value{};
        double confidence_0_1 = 0;
        cv::Rect box{};
        double cost = 0;  ///< How far from where it should stand under its caption.
    };
    std::optional<Found> by_caption(std::size_t field) const;
    std::vector<std::optional<Found>> found() const;
    std::optional<Found> under_caption(std::size_t field) const;
    std::optional<Found> beside_caption(std::size_t field) const;
    std::optional<Found> as_in_mrz(const LayoutField& field) const;
    std::optional<Found> part_as(const LayoutField& field, const TextRun& run, const std::string& wanted) const;
    Found found_in(const LayoutField& field, const TextRun& run) const;
    TextRun with_next(const TextRun& run) const;
    std::optional<int> latest_year(const LayoutField& field) const;
    bool is_caption(std::size_t run) const;
    double mm(double pixels) const { return pixels / pixels_per_mm_; }

    const DocumentLayout& layout_;
    double pixels_per_mm_;
    const Mrz& mrz_;
    int this_year_;
    std::vector<TextRun> runs_{};
    std::vector<std::optional<CaptionHit>> captions_{};  ///< One for each field.
    std::optional<CaptionHit> signature_{};
};

}  // namespace limner
