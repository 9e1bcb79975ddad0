#include <limner/recognise/barcode.h>

namespace limner {

// In place of barcode_zxing.cpp where the library is not installed.
Result<std::vector<Barcode>> read_barcodes(const Image&, const Until&) {
    return Error{ErrorCode::unsupported, "this build of Limner reads no barcodes: zxing-cpp was not there"};
}

}  // namespace limner
