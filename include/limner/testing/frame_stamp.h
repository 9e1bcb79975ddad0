#pragma once

#include <limner/frame/image.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

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

/// What stamps all over a picture say of it: one after the other, in rows of 16 pixels, carries device and sequence,
/// nonce, or time.
struct WholeStamp {
    FrameStamp frame{};
    std::uint32_t nonce = 0;                             ///< Of the run that the picture was made in.
    std::chrono::steady_clock::time_point exposed_at{};  ///< To the microsecond.
};

/// Covers the picture with stamps; the bottom left one is paint_stamp()'s. Restrictions as there.
void paint_everywhere(std::span<std::byte> pixels, int width, int height, PixelFormat format, const WholeStamp& stamp);

/// What was read of such a picture.
struct StampReading {
    int places = 0;    ///< Stamps that it has room for.
    int readable = 0;  ///< Of those.
    /// All different ones, in the order of their places; more than one of a kind: a picture of several.
    std::vector<FrameStamp> frames{};
    std::vector<std::uint32_t> nonces{};
    std::vector<std::chrono::steady_clock::time_point> times{};

    /// Every stamp is readable and says the same.
    bool is_of_one_picture() const noexcept {
        return places > 2 && readable == places && frames.size() == 1 && nonces.size() == 1 && times.size() == 1;
    }
};

/// Reads every format that read_stamp() does.
StampReading read_everywhere(const Image& image);

}  // namespace limner::simulation
