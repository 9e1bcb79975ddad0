#pragma once

#include "colour_matrix.h"

#include <limner/frame/pixel_format.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace limner::gige {

/// How the samples of a row lie in memory.
enum class Packing {
    as_is,         ///< A frame format of the SDK.
    wide,          ///< Sixteen bits each, little-endian, the lower ones used.
    bits,          ///< One after the other without a gap, the first in the lowest bits ("Mono12p").
    pairs,         ///< Two in three bytes, the lower bits of both in the middle one ("Mono12Packed").
    luma_first,    ///< Two pixels in four bytes, luma and chroma in turn: Y Cb Y Cr.
    chroma_first,  ///< The same as Cb Y Cr Y.
    coloured,      ///< Pixels of three or four bytes in another order than the SDK's.
};

/// A pixel format of EMVA's Pixel Format Naming Convention that the driver reads.
struct CameraFormat {
    std::uint32_t code = 0;
    std::string_view name{};
    Packing packing = Packing::as_is;
    PixelFormat becomes = PixelFormat::gray8;
    int bits = 8;  ///< Used bits of a sample; of `coloured`: bits of a pixel.
    bool is_blue_first = false;
    devices::ColourCoding coding{};  ///< Of luma and chroma.
};

/// All that the driver reads, the best for a portrait first: colour before gray, few bytes before many, luma and chroma
/// last of the colours.
std::span<const CameraFormat> known_formats() noexcept;
/// nullptr where the driver does not know it.
const CameraFormat* find_format(std::uint32_t code) noexcept;

}  // namespace limner::gige
