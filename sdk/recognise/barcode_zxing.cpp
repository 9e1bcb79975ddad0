#include <limner/recognise/barcode.h>

#include "recognise/barcode_regions.h"

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <iterator>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

// How often the picture is enlarged, and how it is made black and white. Codes of few pixels a module are read at 1.5
// and 2 times their size only.
struct Attempt {
    double scale;
    ZXing::Binarizer binarizer;
};
constexpr std::array attempts{
    Attempt{1, ZXing::Binarizer::LocalAverage},    Attempt{1, ZXing::Binarizer::GlobalHistogram},
    Attempt{2, ZXing::Binarizer::LocalAverage},    Attempt{1.5, ZXing::Binarizer::LocalAverage},
    Attempt{2, ZXing::Binarizer::GlobalHistogram},
};
// Above this size no code that a person can use has modules of a pixel.
constexpr int max_enlarged_side = 6000;

std::optional<Error> ended(const Until& until) {
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "reading barcodes was cancelled"};
    if (until.has_passed()) return Error{ErrorCode::timed_out, "barcodes were not read in time"};
    return std::nullopt;
}

std::optional<BarcodeFormat> format_of(ZXing::BarcodeFormat format) {
    switch (format) {
        case ZXing::BarcodeFormat::PDF417: return BarcodeFormat::pdf417;
        case ZXing::BarcodeFormat::QRCode: return BarcodeFormat::qr;
        case ZXing::BarcodeFormat::DataMatrix: return BarcodeFormat::data_matrix;
        case ZXing::BarcodeFormat::Aztec: return BarcodeFormat::aztec;
        default: return std::nullopt;
    }
}

/// From a scaled part's pixels to the picture's.
struct Place {
    double scale = 1;
    cv::Point origin{};

    Point operator()(ZXing::PointI at) const {
        return {(at.x + 0.5) / scale - 0.5 + origin.x, (at.y + 0.5) / scale - 0.5 + origin.y};
    }
};

std::optional<Barcode> barcode_of(const ZXing::Result& found, const Place& place) {
    const auto format = format_of(found.format());
    if (!found.isValid() || !format) return std::nullopt;
    const auto& corners = found.position();
    Barcode barcode{.format = *format,
                    .text = found.text(),
                    .quad = {place(corners[0]), place(corners[1]), place(corners[2]), place(corners[3])}};
    const auto& bytes = found.bytes();
    std::ranges::transform(bytes, std::back_inserter(barcode.bytes), [](std::uint8_t byte) { return std::byte{byte}; });
    barcode.is_binary = found.contentType() == ZXing::ContentType::Binary;
    if (barcode.format == BarcodeFormat::pdf417)
        if (auto document = parse_aamva({reinterpret_cast<const char*>(bytes.data()), bytes.size()}))
            barcode.aamva = *std::move(document);
    return barcode;
}

Point middle_of(const Quad& quad) {
    Point sum;
    for (Point corner : quad) sum = {sum.x + corner.x / 4, sum.y + corner.y / 4};
    return sum;
}

/// The same code, seen twice.
bool is_same(const Barcode& a, const Barcode& b) {
    const Point at = middle_of(a.quad), other = middle_of(b.quad);
    const double side = std::hypot(a.quad[1].x - a.quad[0].x, a.quad[1].y - a.quad[0].y);
    return a.format == b.format && a.bytes == b.bytes && std::hypot(at.x - other.x, at.y - other.y) < side / 2;
}

void read_part(const cv::Mat& gray, cv::Rect part, const Attempt& attempt, ZXing::BarcodeFormats formats,
               std::vector<Barcode>& barcodes) {
    cv::Mat scaled = gray(part);
    if (attempt.scale != 1) cv::resize(gray(part), scaled, {}, attempt.scale, attempt.scale, cv::INTER_CUBIC);
    ZXing::DecodeHints hints;
    hints.setFormats(formats);
    hints.setBinarizer(attempt.binarizer);
    const ZXing::ImageView view(scaled.data, scaled.cols, scaled.rows, ZXing::ImageFormat::Lum,
                                static_cast<int>(scaled.step));
    for (const ZXing::Result& found : ZXing::ReadBarcodes(view, hints)) {
        auto barcode = barcode_of(found, {attempt.scale, part.tl()});
        if (barcode && std::ranges::none_of(barcodes, [&](const Barcode& other) { return is_same(*barcode, other); }))
            barcodes.push_back(*std::move(barcode));
    }
}

// The library looks for DataMatrix and Aztec codes in the middle only.
constexpr auto only_in_the_middle = ZXing::BarcodeFormat::DataMatrix | ZXing::BarcodeFormat::Aztec;

std::vector<Barcode> read_once(const cv::Mat& gray, const std::vector<cv::Rect>& regions, const Attempt& attempt) {
    std::vector<Barcode> barcodes;
    const auto anywhere = ZXing::BarcodeFormat::PDF417 | ZXing::BarcodeFormat::QRCode;
    read_part(gray, {{0, 0}, gray.size()}, attempt, anywhere | only_in_the_middle, barcodes);
    for (const cv::Rect& region : regions) read_part(gray, region, attempt, only_in_the_middle, barcodes);
    return barcodes;
}

}  // namespace

Result<std::vector<Barcode>> read_barcodes(const Image& image, const Until& until) {
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "the image has no pixels"};
    auto gray = to_gray8(image);
    if (!gray) return gray.error();
    try {
        // OpenCV has no matrix of constant pixels; nothing writes to this one.
        const cv::Mat pixels(gray->height(), gray->width(), CV_8U, const_cast<std::byte*>(gray->bytes().data()));
        const auto regions = find_code_regions(pixels);
        for (const Attempt& attempt : attempts) {
            if (auto error = ended(until)) return *error;
            if (attempt.scale != 1 && attempt.scale * std::max(pixels.cols, pixels.rows) > max_enlarged_side) continue;
            auto barcodes = read_once(pixels, regions, attempt);
            if (!barcodes.empty()) return barcodes;
        }
        return std::vector<Barcode>{};
    } catch (const std::exception& caught) {
        return Error{ErrorCode::internal, std::string("reading barcodes: ") + caught.what()};
    }
}

}  // namespace limner
