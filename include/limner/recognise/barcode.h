#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>
#include <limner/recognise/aamva.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// The two-dimensional codes that documents carry.
enum class BarcodeFormat { pdf417, qr, data_matrix, aztec };

/// "PDF417", "QR", "DataMatrix", "Aztec".
std::string_view name_of(BarcodeFormat format) noexcept;

/// A code that was found and whose error correction succeeded. What it says is what its maker encoded: a link in it is
/// no proof of anything.
struct Barcode {
    BarcodeFormat format = BarcodeFormat::qr;
    std::string text{};              ///< UTF-8, by the code's own character set or the most likely one.
    std::vector<std::byte> bytes{};  ///< As encoded.
    bool is_binary = false;          ///< The bytes are no text.
    Quad quad{};                     ///< Clockwise from the code's own top left corner.
    std::optional<AamvaDocument> aamva{};
};

/// Every code of the picture, in any of the four directions; a picture without is an empty list, not an error. Where
/// nothing is found at first, other thresholds and enlarged copies are tried. Errors: invalid_argument (no pixels),
/// timed_out, cancelled; unsupported where Limner is built without zxing-cpp. Safe from any thread.
Result<std::vector<Barcode>> read_barcodes(const Image& image, const Until& until);

}  // namespace limner
