#include <limner/recognise/barcode.h>

namespace limner {

std::string_view name_of(BarcodeFormat format) noexcept {
    switch (format) {
        case BarcodeFormat::pdf417: return "PDF417";
        case BarcodeFormat::qr: return "QR";
        case BarcodeFormat::data_matrix: return "DataMatrix";
        case BarcodeFormat::aztec: break;
    }
    return "Aztec";
}

}  // namespace limner
