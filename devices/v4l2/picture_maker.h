#pragma once

#include "colour_matrix.h"
#include "video_format.h"

#include <limner/base/result.h>

#include <cstddef>
#include <span>
#include <vector>

namespace limner::v4l2 {

using devices::ColourCoding;

/// A buffer that the kernel filled, and what its format says about it.
struct RawPicture {
    std::span<const std::byte> bytes{};
    int width = 0;
    int height = 0;
    std::uint32_t stride_bytes = 0;  ///< Of the first plane; 0: packed.
    const VideoFormat* format = nullptr;
    ColourCoding coding{};
};

struct Picture {
    PixelFormat format = PixelFormat::rgb8;
    std::uint32_t stride_bytes = 0;  ///< 0: packed
    std::span<const std::byte> pixels{};
    bool is_whole = true;
};

/// Turns the kernel's formats into the SDK's: without a copy where they are the same; yuyv or nv12 where only the order
/// of samples differs; rgb8 for the rest, and for colours that are not coded as the SDK expects them.
class PictureMaker {
public:
    /// Pixels stay valid until the next call, and as long as those of `raw`. bad_data: the numbers do not agree.
    Result<Picture> make(const RawPicture& raw);

private:
    std::byte* room_for(std::size_t bytes);
    Result<Picture> decode(const RawPicture& raw);

    std::vector<std::byte> memory_{}, reordered_{};
};

}  // namespace limner::v4l2
