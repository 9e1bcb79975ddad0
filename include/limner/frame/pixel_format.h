#pragma once

#include <cstdint>
#include <string_view>

namespace limner {

/// Values are part of the driver ABI: append, never renumber. 16-bit samples are in host byte order.
enum class PixelFormat : std::int32_t {
    gray8 = 1,
    rgb8 = 2,
    gray16 = 3,
    rgb16 = 4,
    yuyv = 5,  ///< YCbCr 4:2:2, BT.601 limited range, as UVC cameras send it; even width.
    nv12 = 6,  ///< YCbCr 4:2:0, BT.601 limited range, Y plane then CbCr plane; even width and height.
    jpeg = 7,  ///< One JPEG file; `valid bytes` is its length.
    bayer_rggb8 = 8,
    bayer_grbg8 = 9,
    bayer_gbrg8 = 10,
    bayer_bggr8 = 11,
};

constexpr bool is_known(PixelFormat format) noexcept {
    return format >= PixelFormat::gray8 && format <= PixelFormat::bayer_bggr8;
}

/// Bytes of one pixel; 0 where rows are not whole pixels of one size (nv12, jpeg).
constexpr int bytes_per_pixel(PixelFormat format) noexcept {
    switch (format) {
        case PixelFormat::rgb8: return 3;
        case PixelFormat::gray16:
        case PixelFormat::yuyv: return 2;
        case PixelFormat::rgb16: return 6;
        case PixelFormat::nv12:
        case PixelFormat::jpeg: return 0;
        default: return 1;
    }
}

/// "gray8", "rgb8", ...; "unknown" for a value outside the enumeration.
std::string_view name_of(PixelFormat format) noexcept;

}  // namespace limner
