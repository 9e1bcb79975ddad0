#include "frame/image_codec.h"

#include <algorithm>

namespace limner::codec {
namespace {

// How the upright picture's axes run through the stored one.
struct Turn {
    bool is_swapped;   ///< rows become columns
    bool is_mirrored;  ///< the stored x runs backwards
    bool is_flipped;   ///< the stored y runs backwards
};

// EXIF 2.32, 4.6.4 A, tag 274: where the stored row 0 and column 0 lie in the upright picture.
constexpr Turn turn_of(int orientation) noexcept {
    switch (orientation) {
        case 2: return {false, true, false};
        case 3: return {false, true, true};
        case 4: return {false, false, true};
        case 5: return {true, false, false};
        case 6: return {true, false, true};
        case 7: return {true, true, true};
        case 8: return {true, true, false};
        default: return {false, false, false};
    }
}

template <int channels>
void turn_pixels(const Image& stored, Turn turn, const PixelBuffer& upright, int width, int height) {
    const std::uint8_t* source = samples_of(stored);
    auto stored_width = static_cast<std::ptrdiff_t>(stored.width()), stored_height = std::ptrdiff_t{stored.height()};
    for (int y = 0; y < height; ++y) {
        std::uint8_t* target = upright.row(y);
        for (int x = 0; x < width; ++x, target += channels) {
            std::ptrdiff_t from_x = turn.is_swapped ? y : x, from_y = turn.is_swapped ? x : y;
            if (turn.is_mirrored) from_x = stored_width - 1 - from_x;
            if (turn.is_flipped) from_y = stored_height - 1 - from_y;
            std::copy_n(source + (from_y * stored_width + from_x) * channels, channels, target);
        }
    }
}

}  // namespace

Result<Image> make_upright(const Image& image, int exif_orientation) {
    if (exif_orientation <= 1 || exif_orientation > 8) return image;
    Turn turn = turn_of(exif_orientation);
    int width = turn.is_swapped ? image.height() : image.width();
    int height = turn.is_swapped ? image.width() : image.height();
    auto buffer = PixelBuffer::create(width, height, image.format());
    if (!buffer) return buffer.error();
    if (image.format() == PixelFormat::gray8)
        turn_pixels<1>(image, turn, *buffer, width, height);
    else
        turn_pixels<3>(image, turn, *buffer, width, height);
    return std::move(*buffer).finish();
}

}  // namespace limner::codec
