#pragma once

#include <limner/base/result.h>
#include <limner/frame/image.h>
#include <limner/frame/image_file.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace limner {

/// What a WSQ file holds (IAFIS-IC-0110, Gray-scale Fingerprint Image Compression Specification).
struct WsqFile {
    Image image;                             ///< gray8.
    std::optional<double> ppi{};             ///< PPI of the NISTCOM comment: WSQ has no field for it.
    std::optional<double> bits_per_pixel{};  ///< WSQ_BITRATE of the NISTCOM comment.
    std::vector<std::pair<std::string, std::string>> nistcom{};  ///< Its lines in order, the first (NIST_COM) left out.
    std::vector<std::string> comments{};                         ///< The other comments.
    int encoder = 0;                                             ///< The encoder algorithm's number, 0..255.
    int software = 0;                                            ///< The FBI's number of the implementation, 0: none.
};

/// Decodes WSQ with symmetric filters of odd length up to 9 and 7 taps (every known file has them). Errors, each naming
/// `name` and the reason: unreadable_file (not WSQ, truncated, lengths or counts that lie, more than `limits` or
/// 67,108,864 pixels), unsupported (other filters, restart intervals). Memory follows what the file's own code words
/// give, up to 7 bytes a pixel; a header alone allocates nothing. Pure and safe from any thread.
Result<WsqFile> decode_wsq(std::span<const std::byte> file, const std::string& name, const ImageLimits& limits = {});

/// How to compress.
struct WsqOptions {
    double bits_per_pixel = 0.75;  ///< 0.05..5 wanted; 0.75 is the FBI's rate (about 13:1 to 15:1), 2.25 about 5:1.
    double ppi = 500;              ///< Written into the NISTCOM comment; 10..600.
    /// Further lines of the NISTCOM comment, behind those about the picture. No line breaks; names without spaces.
    std::vector<std::pair<std::string, std::string>> nistcom{};
    std::vector<std::string> comments{};  ///< Each a comment of its own, up to 65,533 bytes.
};

/// Encodes a gray8 image of any size up to 65,535 on a side and 67,108,864 pixels. invalid_argument where image or
/// options are outside the contract; unsupported above 600 ppi: WSQ is specified for 500 ppi, 1,000 ppi is compressed
/// as JPEG 2000. A picture of one gray level throughout is kept exactly. Pure and safe from any thread.
Result<std::vector<std::byte>> encode_wsq(const Image& image, const WsqOptions& options = {});

}  // namespace limner
