#pragma once

#include <limner/recognise/document_page.h>
#include <limner/recognise/mrz.h>

#include <opencv2/core/types.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// What a field's text is, and so how it is read and put into its form.
enum class FieldKind { text, name, code, digits, date, choice, place_and_date };

/// A field's place, in millimetres from the document's top left corner or by its captions, and what may stand there.
struct LayoutField {
    std::string name{};
    FieldKind kind = FieldKind::text;
    cv::Rect2d box_mm{};                  ///< Empty where there are captions.
    std::vector<std::string> captions{};  ///< The field stands under one of them.
    bool is_optional = false;             ///< Left out where it is not found.
    std::vector<std::string> choices{};   ///< As printed; of a date words that may stand in its place.
    std::vector<std::string> values{};    ///< What each choice is reported as; empty: as printed.
    bool is_open = false;                 ///< What is near to no choice is taken as it was read.
    int length = 0;                       ///< Of digits; 0: any.
    std::string date_name{};              ///< place_and_date: the second field.
    int repeat = 1;                       ///< Rows of a table.
    double step_mm = 0;                   ///< From row to row.
};

/// Text that every document of the type has.
struct LayoutLabel {
    std::string text{};
    cv::Rect2d box_mm{};
    bool is_anchor = false;  ///< The type is known by it.
};

/// A type of documents as data: docs/documents.md describes the file.
struct DocumentLayout {
    std::string name{};
    DocumentSize size{};
    std::vector<LayoutLabel> labels{};
    std::vector<LayoutField> fields{};
    cv::Rect2d portrait_mm{};        ///< Empty: none.
    cv::Rect2d signature_mm{};       ///< Empty: none.
    std::optional<MrzFormat> mrz{};  ///< The type is known by its MRZ; then fields have captions, else boxes.
    std::vector<std::string> signature_captions{};  ///< Under or over one of which the holder has signed.
};

/// Parses a layout; `document` stands for the file in messages. Errors: invalid_setup "file:line: what".
Result<DocumentLayout> parse_layout(std::string_view toml, const std::string& document);

/// Those that are built in.
const std::vector<DocumentLayout>& builtin_layouts();

}  // namespace limner
