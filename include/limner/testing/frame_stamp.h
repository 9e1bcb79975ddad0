#pragma once

#include <limner/frame/image.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// Simulated devices and what tests read from them.
namespace limner::simulation {

/// What a virtual device paints into the bottom left corner of its pictures, so that a test can tell from the pixels
/// alone which device made a picture and which one it is. It survives noise up to a sigma of 30 and JPEG.
struct FrameStamp {
    std::uint16_t device = 0;    ///< device_stamp() of the device's id.
    std::uint32_t sequence = 0;  ///< The picture's count, as in its frame.
    bool operator==(const FrameStamp&) const = default;
};

inline constexpr int stamp_width_px = 64;
inline constexpr int stamp_height_px = 16;

std::uint16_t device_stamp(std::string_view device_id) noexcept;

/// Paints into packed pixels of gray8, rgb8, yuyv or nv12; leaves any other format, and a picture smaller than the
/// stamp or than its bytes, as it is.
void paint_stamp(std::span<std::byte> pixels, int width, int height, PixelFormat format, FrameStamp stamp) noexcept;

/// Nothing where the picture has no readable stamp. Reads every format that paint_stamp() knows, and jpeg.
std::optional<FrameStamp> read_stamp(const Image& image);

}  // namespace limner::simulation
