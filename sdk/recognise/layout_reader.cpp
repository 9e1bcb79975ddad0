#include "recognise/layout_reader.h"

#include "recognise/digit_row.h"
#include "recognise/field_row.h"
#include "recognise/field_text.h"
#include "recognise/letter_row.h"

#include <fmt/format.h>

#include <algorithm>

namespace limner {
namespace {

std::optional<Error> ended(const Until& until) {
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "reading the document was cancelled"};
    if (until.has_passed()) return Error{ErrorCode::timed_out, "the document was not read in time"};
    return std::nullopt;
}

std::string letters_of(std::string_view text) {
    std::string kept;
    for (char letter : text) {
        if (letter >= 'a' && letter <= 'z') kept += static_cast<char>(letter - 'a' + 'A');
        if (letter >= 'A' && letter <= 'Z') kept += letter;
    }
    return kept;
}

bool is_label(std::string_view seen, std::string_view expected) {
    const std::string one = letters_of(seen), other = letters_of(expected);
    return edit_distance(one, other) * 3 <= other.size();
}

// The letters of a vocabulary whose entries are of one or two, with or without a sign; none for any other.
std::string letters_alone(const LayoutField& field) {
    constexpr std::size_t most_letters = 2;
    std::string letters;
    for (const std::string& choice : field.choices) {
        const std::string of_choice = letters_of(choice);
        const bool has_others = choice.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ+-") != std::string::npos;
        if (of_choice.size() > most_letters || has_others) return "";
        letters += of_choice;
    }
    std::ranges::sort(letters);
    letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
    return letters;
}

LineOcr::Letters letters_for(FieldKind kind) {
    return kind == FieldKind::digits ? LineOcr::Letters::digits : LineOcr::Letters::capitals;
}

}  // namespace

Result<std::optional<LayoutReader::Seen>> LayoutReader::read(const cv::Rect2d& box_mm, LineOcr::Letters letters) const {
    const auto row = find_row(page_.gray(), page_.pixels(box_mm));
    // Too low to be a row of print.
    constexpr double sure = 0.9;
    if (is_dash(page_.gray(), page_.pixels(box_mm))) return std::optional(Seen{{"-", sure}, page_.pixels(box_mm)});
    if (!row) return std::optional<Seen>{};
    auto line = ocr_.read(prepared_row(page_.gray(), *row), letters);
    if (!line) return line.error();
    if (letters != LineOcr::Letters::capitals) return std::optional(Seen{*std::move(line), *row});
    // The recogniser errs by other letters at another size: of two readings the surer one.
    constexpr double other_size = 1.3;
    auto other = ocr_.read(prepared_row(page_.gray(), *row, other_size), letters);
    if (!other) return other.error();
    auto& surer = other->confidence_0_1 > line->confidence_0_1 ? other : line;
    return std::optional(Seen{*std::move(surer), *row});
}

Result<std::optional<LayoutReader::Seen>> LayoutReader::read_digits(const cv::Rect2d& box_mm, int count) const {
    const auto row = find_row(page_.gray(), page_.pixels(box_mm));
    const auto digits = row ? read_digit_row(page_.gray(), *row, count) : std::nullopt;
    if (!digits) return std::optional<Seen>{};
    return std::optional(Seen{{digits->digits, digits->confidence_0_1}, *row});
}

Result<std::optional<LayoutReader::Seen>> LayoutReader::read_letters(const cv::Rect2d& box_mm,
                                                                     std::string_view letters) const {
    const auto row = find_row(page_.gray(), page_.pixels(box_mm));
    const auto read = row ? read_letter_row(page_.gray(), *row, letters) : std::nullopt;
    if (!read) return this->read(box_mm, LineOcr::Letters::capitals);
    return std::optional(Seen{{read->text, read->confidence_0_1}, *row});
}

Result<std::optional<LayoutReader::Seen>> LayoutReader::read_as(const LayoutField& field,
                                                                const cv::Rect2d& box_mm) const {
    if (field.length > 0) return read_digits(box_mm, field.length);
    const std::string letters = letters_alone(field);
    return letters.empty() ? read(box_mm, letters_for(field.kind)) : read_letters(box_mm, letters);
}

Result<double> LayoutReader::anchors(const Until& until) const {
    int all = 0, seen = 0;
    for (const LayoutLabel& label : layout_.labels) {
        if (!label.is_anchor) continue;
        if (auto error = ended(until)) return *error;
        ++all;
        const auto found = read(label.box_mm, LineOcr::Letters::all);
        if (!found) return found.error();
        if (*found && is_label((*found)->line.text, label.text)) ++seen;
        // Of another type when two in a row are not there.
        if (all == 2 && seen == 0) return 0.0;
    }
    return all > 0 ? double(seen) / all : 0;
}

Result<void> LayoutReader::read_field(const LayoutField& field, int row, std::vector<DocumentField>& fields) const {
    cv::Rect2d box = field.box_mm;
    box.y += row * field.step_mm;
    const auto seen = read_as(field, box);
    if (!seen) return seen.error();
    if (!*seen && field.repeat > 1) return {};
    const std::string number = row > 0 ? fmt::format("_{}", row + 1) : "";
    auto add = [&](const std::string& name, const FieldValue& value) {
        const cv::Rect place = *seen ? (*seen)->row : page_.pixels(box);
        fields.push_back({.name = name + number,
                          .value = value.value,
                          .raw = *seen ? (*seen)->line.text : std::string(),
                          .confidence_0_1 = value.value.empty() ? 0 : value.certainty * (*seen)->line.confidence_0_1,
                          .quad = quad_of(place)});
    };
    const std::string raw = *seen ? (*seen)->line.text : std::string();
    add(field.name, value_of(field, raw));
    if (field.kind == FieldKind::place_and_date) add(field.date_name, date_value_of(raw));
    return {};
}

Result<std::vector<DocumentField>> LayoutReader::fields(const Until& until) const {
    std::vector<DocumentField> fields;
    for (const LayoutField& field : layout_.fields)
        for (int row = 0; row < field.repeat; ++row) {
            if (auto error = ended(until)) return *error;
            if (auto read = read_field(field, row, fields); !read) return read.error();
        }
    return fields;
}

}  // namespace limner
