#pragma once

#include <limner/frame/pixel_format.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace limner::v4l2 {

/// How a picture's samples lie in memory.
enum class Layout {
    as_is,         ///< A frame format of the SDK.
    motion_jpeg,   ///< One JPEG file.
    packed_422,    ///< Four bytes of two pixels; places: of Y0, Cb, Y1, Cr.
    planar_422,    ///< Y, then Cb and Cr planes of half the width.
    biplanar_422,  ///< Y, then one plane of chroma pairs; places[0] 1: Cr first.
    planar_420,    ///< Y, then two planes of half width and height; places[0] 1: Cr first.
    biplanar_420,  ///< Y, then one plane of CrCb pairs.
    packed_rgb,    ///< places: of red, green and blue in a pixel; [3]: bytes of a pixel.
    rgb_565,       ///< Sixteen bits; places[0] 1: the upper byte first.
    gray_16,       ///< Sixteen bits, little-endian; places[0]: unused upper bits; places[1] 1: the upper byte first.
};

/// A pixel format of the kernel that the driver can read.
struct VideoFormat {
    std::uint32_t fourcc = 0;
    Layout layout = Layout::as_is;
    PixelFormat becomes = PixelFormat::rgb8;  ///< What the SDK is given where the colours are coded as it expects.
    std::array<std::uint8_t, 4> places{};
    bool is_yuv = false;
    int rank = 0;  ///< The smaller, the better a picture for the bytes on the bus and the work here.
};

/// All that the driver reads, best first.
std::span<const VideoFormat> known_formats() noexcept;
/// nullptr where the driver does not know it.
const VideoFormat* find_format(std::uint32_t fourcc) noexcept;
/// "YUYV", "MJPG"; the big-endian variants end in "-BE".
std::string fourcc_text(std::uint32_t fourcc);

}  // namespace limner::v4l2
