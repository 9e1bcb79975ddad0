#pragma once

#include <limner/frame/image_file.h>

#include "frame/pixel_buffer.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace limner::codec {

enum class FileKind { unknown, png, jpeg, tiff, bmp, pnm, webp, pdf, wsq, jpeg_2000 };

/// By the first bytes, never by a name.
FileKind kind_of(std::span<const std::byte> file) noexcept;
std::string_view name_of(FileKind kind) noexcept;

/// One file in memory and how it may be read. `name` stands for it in messages.
struct Source {
    std::span<const std::byte> file;
    const std::string& name;
    const ImageLimits& limits;
    int page = 1;

    const std::uint8_t* data() const noexcept { return reinterpret_cast<const std::uint8_t*>(file.data()); }
};

/// unreadable_file: "scan.png: truncated".
Error unreadable(const Source& source, std::string_view reason);

/// unreadable_file where a header's size is not positive or above the limits.
Result<void> check_size(const Source& source, std::int64_t width, std::int64_t height);

/// 10..10,000, the range in which a stated resolution is believed.
std::optional<double> plausible_ppi(double ppi) noexcept;
/// The common value where the two axes agree within 1 %.
std::optional<double> plausible_ppi(double across, double down) noexcept;

Result<ImageFile> read_png(const Source& source);
Result<ImageFile> read_jpeg(const Source& source);
Result<ImageFile> read_wsq(const Source& source);
/// JP2 files and codestreams of one to four components of up to 16 bits, whole ones only.
Result<ImageFile> read_jpeg_2000(const Source& source);
/// TIFF, BMP, PNM and WebP.
Result<ImageFile> read_by_leptonica(const Source& source, FileKind kind);
Result<ImageFile> read_pdf_page(const std::string& path, int page, const ImageLimits& limits,
                                std::chrono::milliseconds deadline = std::chrono::seconds{30});

/// A JPEG's pixels alone, as gray8 or rgb8, not turned: a camera's frame.
Result<Image> decode_jpeg_frame(const Source& source, PixelFormat format);

/// What EXIF data say; the defaults where they say nothing.
struct ExifFacts {
    int orientation = 1;  ///< 1..8
    std::optional<double> ppi{};
};
/// `exif` begins with "Exif\0\0".
ExifFacts read_exif(std::span<const std::uint8_t> exif);

/// Turns and mirrors gray8 or rgb8 pixels so that they are upright.
Result<Image> make_upright(const Image& image, int exif_orientation);

/// The number of images of a TIFF, following its directories; nothing where they loop or leave the file.
std::optional<int> count_tiff_pages(std::span<const std::byte> file) noexcept;

}  // namespace limner::codec
