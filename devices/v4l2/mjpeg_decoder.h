#pragma once

#include <limner/base/result.h>

#include <cstddef>
#include <span>

namespace limner::v4l2 {

/// Decodes one picture of a Motion JPEG stream to packed rgb8; a picture without Huffman tables gets the standard's, as
/// such cameras mean it. True where it is whole, false where the rest of it was filled in. bad_data: not a JPEG picture
/// of that size.
Result<bool> decode_mjpeg(std::span<const std::byte> file, int width, int height, std::span<std::byte> rgb);

}  // namespace limner::v4l2
