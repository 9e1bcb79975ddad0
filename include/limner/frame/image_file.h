#pragma once

#include <limner/base/result.h>
#include <limner/frame/image.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limner {

/// What a reader of image files accepts. Checked against the file's header before anything is allocated.
struct ImageLimits {
    int max_side_px = 20'000;
    std::int64_t max_pixels = 200'000'000;
    std::int64_t max_file_bytes = 512LL * 1024 * 1024;
};

/// An image file's pixels and what the file says about them.
struct ImageFile {
    Image image;  ///< rgb8 or gray8; upright (EXIF orientation applied); alpha laid over white; CMYK converted.
    std::optional<double> ppi{};  ///< Pixels per inch, where the file states a plausible one (10..10,000).
    std::string format{};         ///< "png", "jpeg", "tiff", "bmp", "pnm", "webp", "pdf", "wsq",
                                  ///< "jpeg_2000".
    int page = 1;                 ///< 1-based page of a TIFF or PDF.
    int page_count = 1;
    bool is_lossy = false;
    std::optional<int> jpeg_quality{};  ///< Estimated from the quantisation tables, 1..100.
};

/// Reads PNG, JPEG, JPEG 2000, TIFF, BMP, PGM/PPM, WebP, WSQ by content, never by name. Errors: file_missing,
/// access_denied, unreadable_file (empty, truncated, of another type, animated, above the limits), each naming the path
/// and the reason. A PDF's pages are rendered at 300 ppi by a subprocess (pdftoppm) with a deadline; unsupported where
/// it is not installed. Reads the first page of a file that has several.
Result<ImageFile> read_image(const std::filesystem::path& path, const ImageLimits& limits = {});

/// All pages of a file, one at a time: `page` counts from 1. invalid_argument above the last page.
Result<ImageFile> read_image_page(const std::filesystem::path& path, int page, const ImageLimits& limits = {});

/// The same from memory; `name` stands for the input in messages. No PDF.
Result<ImageFile> decode_image(std::span<const std::byte> file, const std::string& name,
                               const ImageLimits& limits = {});

/// PNG bytes of a gray8, gray16 or rgb8 image, with its resolution where given. Lossless.
Result<std::vector<std::byte>> encode_png(const Image& image, std::optional<double> ppi = {});

/// Baseline JPEG bytes (4:4:4 above quality 90) of a gray8 or rgb8 image; quality 1..100.
Result<std::vector<std::byte>> encode_jpeg(const Image& image, int quality, std::optional<double> ppi = {});

/// How to compress as JPEG 2000 (ISO/IEC 15444-1).
struct Jpeg2000Options {
    std::optional<std::size_t> max_bytes{};  ///< The whole file's, by the 9/7 filter; absent: lossless.
    std::optional<double> ppi{};             ///< Written in whole pixels per inch.
};

/// A JP2 file of a gray8, gray16 or rgb8 image. invalid_argument where it does not fit max_bytes.
Result<std::vector<std::byte>> encode_jpeg_2000(const Image& image, const Jpeg2000Options& options = {});

}  // namespace limner
