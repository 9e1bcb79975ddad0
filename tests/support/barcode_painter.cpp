#include "support/barcode_painter.h"

#include <fmt/format.h>
#include <cstring>

#ifdef LIMNER_WITH_ZXING
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#endif

namespace limner::test {

#ifdef LIMNER_WITH_ZXING

namespace {

ZXing::BarcodeFormat format_of(BarcodeFormat format) {
    switch (format) {
        case BarcodeFormat::pdf417: return ZXing::BarcodeFormat::PDF417;
        case BarcodeFormat::qr: return ZXing::BarcodeFormat::QRCode;
        case BarcodeFormat::data_matrix: return ZXing::BarcodeFormat::DataMatrix;
        case BarcodeFormat::aztec: break;
    }
    return ZXing::BarcodeFormat::Aztec;
}

}  // namespace

std::optional<Image> paint_barcode(BarcodeFormat format, const std::string& text, int width, int height) {
    const auto bits = ZXing::MultiFormatWriter(format_of(format)).setMargin(4).encode(text, width, height);
    std::vector<std::byte> pixels;
    for (int y = 0; y < bits.height(); ++y)
        for (int x = 0; x < bits.width(); ++x) pixels.push_back(bits.get(x, y) ? std::byte{0} : std::byte{255});
    return Image::from_pixels(bits.width(), bits.height(), PixelFormat::gray8, std::move(pixels)).value();
}

#else

std::optional<Image> paint_barcode(BarcodeFormat, const std::string&, int, int) { return std::nullopt; }

#endif

std::string licence_payload() {
    const std::string licence =
        "DLDAQD1234567\nDCSSPECIMEN\nDDEN\nDACANNA\nDDFN\nDADMARIA\nDDGN\nDBD03152021\nDBB08121974\nDBA08122029\n"
        "DBC2\nDAYBRO\nDAU065 in\nDAG123 EXAMPLE STREET\nDAISPRINGFIELD\nDAJVA\nDAK222220000  \nDCGUSA\r";
    const std::string own = "ZVZVA01\r";
    const std::string head = "@\n\x1e\rANSI 636000100002";
    const std::size_t begin = head.size() + 20;
    return head + fmt::format("DL{:04}{:04}ZV{:04}{:04}", begin, licence.size(), begin + licence.size(), own.size()) +
           licence + own;
}

}  // namespace limner::test
