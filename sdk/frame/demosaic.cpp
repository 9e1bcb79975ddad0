#include "frame/convert.h"
#include "frame/pixel_buffer.h"

#include <optional>

namespace limner {
namespace {

// Where the pattern's red site lies in each 2 x 2 cell.
struct RedSite {
    int x, y;
};

std::optional<RedSite> red_site(PixelFormat format) noexcept {
    switch (format) {
        case PixelFormat::bayer_rggb8: return RedSite{0, 0};
        case PixelFormat::bayer_grbg8: return RedSite{1, 0};
        case PixelFormat::bayer_gbrg8: return RedSite{0, 1};
        case PixelFormat::bayer_bggr8: return RedSite{1, 1};
        default: return std::nullopt;
    }
}

// The neighbour before or after; mirrored at the edges, which keeps its colour.
int before(int at, int size) noexcept { return at > 0 ? at - 1 : size > 1 ? 1 : 0; }
int after(int at, int size) noexcept { return at + 1 < size ? at + 1 : size > 1 ? size - 2 : 0; }

struct Rows {
    const std::uint8_t *up, *here, *down;
};

// In a red row `row_colour` is 0 (red) and the other colour of the site's diagonal is blue, and the other way round.
void fill_row(const Rows& rows, int width, bool row_is_red, int red_x, std::uint8_t* rgb) {
    int row_colour = row_is_red ? 0 : 2, other_colour = 2 - row_colour;
    int coloured_x = row_is_red ? red_x : 1 - red_x;
    for (int x = 0; x < width; ++x, rgb += 3) {
        int left = before(x, width), right = after(x, width);
        int across = rows.here[left] + rows.here[right], along = rows.up[x] + rows.down[x];
        if (x % 2 == coloured_x) {
            int diagonal = rows.up[left] + rows.up[right] + rows.down[left] + rows.down[right];
            rgb[row_colour] = rows.here[x];
            rgb[1] = static_cast<std::uint8_t>((across + along + 2) / 4);
            rgb[other_colour] = static_cast<std::uint8_t>((diagonal + 2) / 4);
        } else {
            rgb[row_colour] = static_cast<std::uint8_t>((across + 1) / 2);
            rgb[1] = rows.here[x];
            rgb[other_colour] = static_cast<std::uint8_t>((along + 1) / 2);
        }
    }
}

}  // namespace

Result<Image> demosaic(const Image& image) {
    auto red = red_site(image.format());
    if (!red || image.is_empty()) return Error{ErrorCode::invalid_argument, "no Bayer image"};
    auto buffer = PixelBuffer::create(image.width(), image.height(), PixelFormat::rgb8);
    if (!buffer) return buffer.error();
    int width = image.width(), height = image.height();
    auto row = [&](int y) { return samples_of(image) + static_cast<std::size_t>(y) * static_cast<std::size_t>(width); };
    for (int y = 0; y < height; ++y)
        fill_row({row(before(y, height)), row(y), row(after(y, height))}, width, y % 2 == red->y, red->x,
                 buffer->row(y));
    return std::move(*buffer).finish();
}

}  // namespace limner
