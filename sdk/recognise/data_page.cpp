#include "recognise/data_page.h"

#include "recognise/captioned_fields.h"
#include "recognise/field_row.h"
#include "recognise/letter_row.h"
#include "recognise/mrz_place.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr double read_ppi = 300;

// The page above its MRZ, its light even, the portrait taken out: a recogniser finds letters in faces.
cv::Mat prepared(const PagePixels& pixels, const cv::Rect& portrait, double mrz_top_mm) {
    cv::Mat page = pixels.gray().rowRange(0, cvRound(mrz_top_mm * pixels.pixels_per_mm())).clone(), paper;
    constexpr double light_mm = 6, white = 200;
    cv::GaussianBlur(page, paper, {}, light_mm * pixels.pixels_per_mm());
    cv::divide(page, paper, page, white, CV_8U);
    cv::rectangle(page, portrait & cv::Rect({0, 0}, page.size()), cv::Scalar(white), cv::FILLED);
    return page;
}

// The letter that Doc 9303 demands, or that of the issuer's language and it.
std::optional<LetterRow> read_sex(const cv::Mat& page, const cv::Rect& row, const LayoutField& layout) {
    auto letters = read_letter_row(page, row, "FMX");
    if (!letters || letters->text.find('/') == std::string::npos) return letters;
    std::string all;
    for (const std::string& choice : layout.choices)
        for (char letter : choice)
            if (letter != '/' && all.find(letter) == std::string::npos) all += letter;
    return read_letter_row(page, row, all);
}

// A sex is a letter or two, which a recogniser of words does not always see: it is looked for under its caption.
void read_letter(const CaptionedFields& captions, const LayoutField& layout, const PagePixels& pixels,
                 DocumentField& field) {
    constexpr double width_mm = 8, height_mm = 4.5, before_mm = 1;
    const double scale = pixels.pixels_per_mm();
    for (const cv::Rect& caption : captions.caption_boxes(field.name)) {
        const cv::Rect under(caption.x - cvRound(before_mm * scale), caption.y + caption.height,
                             cvRound(width_mm * scale), cvRound(height_mm * scale));
        const auto row = find_row(pixels.gray(), under & cv::Rect({0, 0}, pixels.gray().size()));
        if (!row) continue;
        const auto letters = read_sex(pixels.gray(), *row, layout);
        if (!letters) continue;
        const FieldValue value = value_of(layout, letters->text);
        if (value.value.empty()) continue;
        field.value = value.value;
        field.raw = letters->text;
        field.confidence_0_1 = value.certainty * letters->confidence_0_1;
        field.quad = quad_of(*row);
        return;
    }
}

std::optional<PagePicture> signature_in(const CaptionedFields& captions, const PagePixels& pixels,
                                        const cv::Rect& over_mrz) {
    for (const cv::Rect& box : captions.signature_boxes())
        if (auto found = find_signature(pixels.gray(), box & over_mrz, pixels.pixels_per_mm())) return found;
    return std::nullopt;
}

}  // namespace

std::optional<DocumentPart> part_of(const PagePixels& pixels, const RectifiedPage& page, const Quad& page_quad,
                                    const std::optional<PagePicture>& found) {
    auto image = found ? pixels.cut(found->box) : std::nullopt;
    if (!image) return std::nullopt;
    return DocumentPart{.image = *std::move(image),
                        .quad = in_picture(quad_of(found->box), page, page_quad),
                        .confidence_0_1 = found->confidence_0_1};
}

Result<DocumentReading> read_data_page(const Image& image, const MrzReading& mrz, const DocumentLayout& layout,
                                       const std::vector<Quad>& outlines, LineOcr& ocr,
                                       std::chrono::year_month_day today, const Until& until) {
    DocumentReading reading{.type = layout.name};
    reading.quad = document_around(*mrz.quad, mrz.mrz->format, outlines);
    auto page = rectify(image, reading.quad, layout.size, read_ppi);
    if (!page) return page.error();
    const PagePixels pixels(*page);
    const auto portrait = find_portrait(pixels.gray(), pixels.pixels(layout.portrait_mm), pixels.pixels_per_mm());
    const cv::Mat text = prepared(pixels, portrait ? portrait->box : cv::Rect(), mrz_top_mm(mrz.mrz->format));
    const auto words = ocr.read_page(text, until);
    if (!words) return words.error();
    const CaptionedFields captions(layout, *words, pixels.pixels_per_mm(), *mrz.mrz, static_cast<int>(today.year()));
    reading.fields = captions.fields();
    for (DocumentField& field : reading.fields) {
        const auto from = std::ranges::find(layout.fields, field.name, &LayoutField::name);
        if (field.name == "sex" && field.value.empty()) read_letter(captions, *from, pixels, field);
        field.quad = in_picture(field.quad, *page, reading.quad);
    }
    reading.portrait = part_of(pixels, *page, reading.quad, portrait);
    reading.signature = part_of(pixels, *page, reading.quad, signature_in(captions, pixels, {{0, 0}, text.size()}));
    reading.page = *std::move(page);
    return reading;
}

}  // namespace limner
