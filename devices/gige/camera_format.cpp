#include "camera_format.h"

#include <algorithm>

namespace limner::gige {
namespace {

using enum PixelFormat;
using enum Packing;

/// "YUV" and "YCbCr" without a number use all of 256 levels; the others leave room, as television does.
constexpr devices::ColourCoding full{.is_full_range = true}, bt709{0.2126, 0.0722};

// Deeper Bayer samples lose their lower bits, as the SDK has Bayer of 8 bits only.
constexpr CameraFormat formats[] = {
    {0x01080009, "BayerRG8", as_is, bayer_rggb8},
    {0x01080008, "BayerGR8", as_is, bayer_grbg8},
    {0x0108000a, "BayerGB8", as_is, bayer_gbrg8},
    {0x0108000b, "BayerBG8", as_is, bayer_bggr8},
    {0x02180014, "RGB8", as_is, rgb8},
    {0x02180015, "BGR8", coloured, rgb8, 24, true},
    {0x02200016, "RGBa8", coloured, rgb8, 32},
    {0x02200017, "BGRa8", coloured, rgb8, 32, true},
    {0x010a0058, "BayerRG10p", bits, bayer_rggb8, 10},
    {0x010a0056, "BayerGR10p", bits, bayer_grbg8, 10},
    {0x010a0054, "BayerGB10p", bits, bayer_gbrg8, 10},
    {0x010a0052, "BayerBG10p", bits, bayer_bggr8, 10},
    {0x010c0059, "BayerRG12p", bits, bayer_rggb8, 12},
    {0x010c0057, "BayerGR12p", bits, bayer_grbg8, 12},
    {0x010c0055, "BayerGB12p", bits, bayer_gbrg8, 12},
    {0x010c0053, "BayerBG12p", bits, bayer_bggr8, 12},
    {0x010c0027, "BayerRG10Packed", pairs, bayer_rggb8, 10},
    {0x010c0026, "BayerGR10Packed", pairs, bayer_grbg8, 10},
    {0x010c0028, "BayerGB10Packed", pairs, bayer_gbrg8, 10},
    {0x010c0029, "BayerBG10Packed", pairs, bayer_bggr8, 10},
    {0x010c002b, "BayerRG12Packed", pairs, bayer_rggb8, 12},
    {0x010c002a, "BayerGR12Packed", pairs, bayer_grbg8, 12},
    {0x010c002c, "BayerGB12Packed", pairs, bayer_gbrg8, 12},
    {0x010c002d, "BayerBG12Packed", pairs, bayer_bggr8, 12},
    {0x0110000d, "BayerRG10", wide, bayer_rggb8, 10},
    {0x0110000c, "BayerGR10", wide, bayer_grbg8, 10},
    {0x0110000e, "BayerGB10", wide, bayer_gbrg8, 10},
    {0x0110000f, "BayerBG10", wide, bayer_bggr8, 10},
    {0x01100011, "BayerRG12", wide, bayer_rggb8, 12},
    {0x01100010, "BayerGR12", wide, bayer_grbg8, 12},
    {0x01100012, "BayerGB12", wide, bayer_gbrg8, 12},
    {0x01100013, "BayerBG12", wide, bayer_bggr8, 12},
    {0x0110002f, "BayerRG16", wide, bayer_rggb8, 16},
    {0x0110002e, "BayerGR16", wide, bayer_grbg8, 16},
    {0x01100030, "BayerGB16", wide, bayer_gbrg8, 16},
    {0x01100031, "BayerBG16", wide, bayer_bggr8, 16},
    {0x0210003e, "YCbCr601_422_8", as_is, yuyv, 16},
    {0x02100044, "YCbCr601_422_8_CbYCrY", chroma_first, rgb8, 16},
    {0x02100041, "YCbCr709_422_8", luma_first, rgb8, 16, false, bt709},
    {0x02100045, "YCbCr709_422_8_CbYCrY", chroma_first, rgb8, 16, false, bt709},
    {0x0210003b, "YCbCr422_8", luma_first, rgb8, 16, false, full},
    {0x02100043, "YCbCr422_8_CbYCrY", chroma_first, rgb8, 16, false, full},
    {0x02100032, "YUV422_8", luma_first, rgb8, 16, false, full},
    {0x0210001f, "YUV422_8_UYVY", chroma_first, rgb8, 16, false, full},
    {0x01080001, "Mono8", as_is, gray8},
    {0x010a0046, "Mono10p", bits, gray16, 10},
    {0x010c0047, "Mono12p", bits, gray16, 12},
    {0x010c0004, "Mono10Packed", pairs, gray16, 10},
    {0x010c0006, "Mono12Packed", pairs, gray16, 12},
    {0x01100003, "Mono10", wide, gray16, 10},
    {0x01100005, "Mono12", wide, gray16, 12},
    {0x01100025, "Mono14", wide, gray16, 14},
    {0x01100007, "Mono16", wide, gray16, 16},
};

}  // namespace

std::span<const CameraFormat> known_formats() noexcept { return formats; }

const CameraFormat* find_format(std::uint32_t code) noexcept {
    const auto* found = std::ranges::find(formats, code, &CameraFormat::code);
    return found == std::end(formats) ? nullptr : found;
}

}  // namespace limner::gige
