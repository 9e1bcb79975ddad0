#pragma once

#include "camera_format.h"

#include <limner/base/result.h>

#include <cstddef>
#include <span>
#include <vector>

namespace limner::gige {

/// A buffer that a camera filled, and what it says about it.
struct RawPicture {
    std::span<const std::byte> bytes{};
    int width = 0;
    int height = 0;
    int row_padding = 0;  ///< Bytes behind each row.
    const CameraFormat* format = nullptr;
};

struct Picture {
    PixelFormat format = PixelFormat::gray8;
    std::uint32_t stride_bytes = 0;  ///< 0: packed
    std::span<const std::byte> pixels{};
};

/// Turns cameras' formats into the SDK's: without a copy where they are the same. Gray of more than 8 bits becomes
/// gray16 with its samples in the upper bits, Bayer keeps its upper 8 bits.
class PictureMaker {
public:
    /// Pixels stay valid until the next call, and as long as those of `raw`. bad_data: the numbers do not agree.
    Result<Picture> make(const RawPicture& raw);

private:
    std::vector<std::byte> memory_{};
};

}  // namespace limner::gige
