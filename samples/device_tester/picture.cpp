#include "picture.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace device_tester {
namespace {

/// What a cell of usual terminals measures.
constexpr int cell_width_px = 8, cell_height_px = 16;

struct Picture {
    int width = 0, height = 0;
    std::string rgb{};

    const unsigned char* at(int x, int y) const {
        return reinterpret_cast<const unsigned char*>(rgb.data()) + 3 * (y * width + x);
    }
};

/// The nearest points of an image that fits into `width` x `height`.
Picture shrunk(const limner::Image& image, int width, int height) {
    const int channels = image.format() == limner::PixelFormat::gray8 ? 1 : 3;
    const double scale = std::min({1.0, double{1.0} * width / image.width(), double{1.0} * height / image.height()});
    Picture small{std::max(1, static_cast<int>(image.width() * scale)),
                  std::max(1, static_cast<int>(image.height() * scale))};
    for (int y = 0; y < small.height; ++y)
        for (int x = 0; x < small.width; ++x) {
            const int from_x = x * image.width() / small.width, from_y = y * image.height() / small.height;
            const auto from = static_cast<std::size_t>((from_y * image.width() + from_x) * channels);
            for (std::size_t i = 0; i < 3; ++i)
                small.rgb += std::to_integer<char>(image.bytes()[from + (channels == 3 ? i : 0)]);
        }
    return small;
}

std::string as_blocks(const Picture& picture) {
    std::string text;
    for (int y = 0; y + 1 < picture.height; y += 2) {
        for (int x = 0; x < picture.width; ++x) {
            const auto *upper = picture.at(x, y), *lower = picture.at(x, y + 1);
            text += fmt::format("\x1b[38;2;{};{};{};48;2;{};{};{}m\u2580", upper[0], upper[1], upper[2], lower[0],
                                lower[1], lower[2]);
        }
        text += "\x1b[0m\r\n";
    }
    return text;
}

/// In pieces of at most 4096 characters, as the protocol wants it.
std::string as_kitty(const Picture& picture) {
    constexpr std::size_t piece = 4096;
    const std::string data = base64(picture.rgb);
    std::string text;
    for (std::size_t at = 0; at < data.size(); at += piece) {
        const int has_more = at + piece < data.size() ? 1 : 0;
        const std::string head =
            at == 0 ? fmt::format("a=T,i=1,q=2,f=24,s={},v={},", picture.width, picture.height) : "";
        text += fmt::format("\x1b_G{}m={};{}\x1b\\", head, has_more, data.substr(at, piece));
    }
    return text + "\r\n";
}

/// One of 216 colours, six steps of red, green and blue each.
int colour_of(const unsigned char* rgb) { return (rgb[0] * 6 / 256 * 6 + rgb[1] * 6 / 256) * 6 + rgb[2] * 6 / 256; }

std::string sixel_row(const Picture& picture, int top, int colour) {
    std::string row;
    for (int x = 0; x < picture.width; ++x) {
        int bits = 0;
        for (int i = 0; i < 6 && top + i < picture.height; ++i)
            if (colour_of(picture.at(x, top + i)) == colour) bits |= 1 << i;
        row += static_cast<char>('?' + bits);
    }
    return row;
}

std::string as_sixel(const Picture& picture) {
    std::string text = fmt::format("\x1bPq\"1;1;{};{}", picture.width, picture.height);
    for (int colour = 0; colour < 216; ++colour)
        text += fmt::format("#{};2;{};{};{}", colour, colour / 36 * 20, colour / 6 % 6 * 20, colour % 6 * 20);
    for (int top = 0; top < picture.height; top += 6) {
        std::vector<bool> is_used(216);
        for (int y = top; y < std::min(top + 6, picture.height); ++y)
            for (int x = 0; x < picture.width; ++x)
                is_used[static_cast<std::size_t>(colour_of(picture.at(x, y)))] = true;
        for (int colour = 0; colour < 216; ++colour)
            if (is_used[static_cast<std::size_t>(colour)])
                text += fmt::format("#{}{}$", colour, sixel_row(picture, top, colour));
        text += '-';
    }
    return text + "\x1b\\\r\n";
}

}  // namespace

std::string base64(const std::string& bytes) {
    constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned three = 0;
        for (std::size_t j = 0; j < 3; ++j)
            three = three << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
        for (std::size_t j = 0; j < 4; ++j) text += i + j <= bytes.size() ? letters[(three >> (18 - 6 * j)) & 63] : '=';
    }
    return text;
}

std::string drawn(const limner::Image& image, Graphics graphics, int columns, int rows) {
    auto shown = limner::to_displayable(image);
    if (!shown) return shown.error().message + "\r\n";
    if (graphics == Graphics::blocks) return as_blocks(shrunk(*shown, columns, 2 * rows));
    const Picture picture = shrunk(*shown, columns * cell_width_px, rows * cell_height_px);
    return graphics == Graphics::kitty ? as_kitty(picture) : as_sixel(picture);
}

}  // namespace device_tester
