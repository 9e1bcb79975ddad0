#include "recognise/layout_reader.h"

#include "recognise/digit_row.h"
#include "recognise/field_row.h"
#include "recognise/field_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr double mm_per_inch = 25.4;

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

LineOcr::Letters letters_for(FieldKind kind) {
    return kind == FieldKind::digits ? LineOcr::Letters::digits : LineOcr::Letters::capitals;
}

}  // namespace

LayoutReader::LayoutReader(const RectifiedPage& page, const DocumentLayout& layout, LineOcr& ocr)
    : page_(page), layout_(layout), ocr_(ocr) {
    if (auto gray = to_gray8(page.image)) {
        gray_image_ = *gray;
        // OpenCV has no matrix of constant pixels; nothing writes to this one.
        gray_ = cv::Mat(gray_image_.height(), gray_image_.width(), CV_8U,
                        const_cast<std::byte*>(gray_image_.bytes().data()));
    }
}

cv::Rect LayoutReader::pixels(const cv::Rect2d& box_mm) const {
    const double scale = page_.ppi / mm_per_inch;
    const cv::Rect box(cvRound(box_mm.x * scale), cvRound(box_mm.y * scale), cvRound(box_mm.width * scale),
                       cvRound(box_mm.height * scale));
    return box & cv::Rect({0, 0}, gray_.size());
}

Result<std::optional<LayoutReader::Seen>> LayoutReader::read(const cv::Rect2d& box_mm, LineOcr::Letters letters) const {
    const auto row = find_row(gray_, pixels(box_mm));
    // Too low to be a row of print.
    constexpr double sure = 0.9;
    if (is_dash(gray_, pixels(box_mm))) return std::optional(Seen{{"-", sure}, pixels(box_mm)});
    if (!row) return std::optional<Seen>{};
    auto line = ocr_.read(prepared_row(gray_, *row), letters);
    if (!line) return line.error();
    return std::optional(Seen{*std::move(line), *row});
}

Result<std::optional<LayoutReader::Seen>> LayoutReader::read_digits(const cv::Rect2d& box_mm, int count) const {
    const auto row = find_row(gray_, pixels(box_mm));
    const auto digits = row ? read_digit_row(gray_, *row, count) : std::nullopt;
    if (!digits) return std::optional<Seen>{};
    return std::optional(Seen{{digits->digits, digits->confidence_0_1}, *row});
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
    const auto seen = field.length > 0 ? read_digits(box, field.length) : read(box, letters_for(field.kind));
    if (!seen) return seen.error();
    if (!*seen && field.repeat > 1) return {};
    const std::string number = row > 0 ? fmt::format("_{}", row + 1) : "";
    auto add = [&](const std::string& name, const FieldValue& value) {
        const cv::Rect place = *seen ? (*seen)->row : pixels(box);
        const double left = place.x - 0.5, top = place.y - 0.5, right = left + place.width, down = top + place.height;
        fields.push_back({.name = name + number,
                          .value = value.value,
                          .raw = *seen ? (*seen)->line.text : std::string(),
                          .confidence_0_1 = value.value.empty() ? 0 : value.certainty * (*seen)->line.confidence_0_1,
                          .quad = {Point{left, top}, {right, top}, {right, down}, {left, down}}});
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

std::optional<Image> LayoutReader::cut(const cv::Rect2d& box_mm) const {
    const cv::Rect part = pixels(box_mm);
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
