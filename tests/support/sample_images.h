#pragma once

#include <limner/frame/image.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limner::test {

using Bytes = std::vector<std::byte>;

/// A picture in which no two places look alike: ramps in red and green, stripes in blue. Equal for equal sizes.
Image gradient_rgb(int width, int height);
Image gradient_gray(int width, int height);

/// The sample of an 8-bit image.
int sample_at(const Image& image, int x, int y, int channel = 0);

/// The mean absolute difference of the samples of two 8-bit images of one size and format.
double mean_difference(const Image& a, const Image& b);

/// A PNG of any of libpng's colour types, written from raw rows.
struct RawPng {
    int width = 0;
    int height = 0;
    int bit_depth = 8;
    int colour_type = 0;                  ///< PNG_COLOR_TYPE_*
    Bytes rows{};                         ///< packed rows, big-endian 16-bit samples
    std::vector<std::uint8_t> palette{};  ///< red, green, blue each
    bool is_interlaced = false;
    int pixels_per_metre = 0;  ///< 0: not stated
};
Bytes write_png(const RawPng& png);

/// A CMYK JPEG of one colour, as Adobe's programs write it (inverted, with their marker) or plain.
Bytes write_cmyk_jpeg(int width, int height, const std::uint8_t (&inks)[4], bool by_adobe);

/// A JPEG of `image` with an EXIF block that states an orientation.
Bytes write_oriented_jpeg(const Image& image, int orientation);

/// `image` as "tiff", "tiff-g4", "bmp", "pnm", "webp" or "webp-lossless", with a resolution where the format has one.
Bytes write_by_leptonica(const Image& image, std::string_view format, int ppi = 0);
/// A TIFF of several pages.
Bytes write_multipage_tiff(const std::vector<Image>& pages);

/// A PDF of `pages` blank pages with a black square of an inch in the lower left corner of each.
std::string make_pdf(int pages, int width_points, int height_points);

/// Bytes of a text.
Bytes bytes_of(std::string_view text);

}  // namespace limner::test
