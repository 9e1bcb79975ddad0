#include <limner/frame/image.h>

#include "frame/convert.h"
#include "frame/image_codec.h"

#include <algorithm>
#include <array>

namespace limner {
namespace {

constexpr std::uint8_t clamp8(int value) noexcept { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

// BT.601 luma in 1/256.
constexpr std::uint8_t luma(int red, int green, int blue) noexcept {
    return static_cast<std::uint8_t>((77 * red + 150 * green + 29 * blue + 128) >> 8);
}

// BT.601 limited range (16..235, 16..240) to full range, in 1/256.
struct Chroma {
    int red, green, blue;
    Chroma(int cb, int cr) noexcept
        : red(409 * (cr - 128) + 128),
          green(-100 * (cb - 128) - 208 * (cr - 128) + 128),
          blue(516 * (cb - 128) + 128) {}
    void write(int y, std::uint8_t* rgb) const noexcept {
        int light = 298 * (y - 16);
        rgb[0] = clamp8((light + red) >> 8);
        rgb[1] = clamp8((light + green) >> 8);
        rgb[2] = clamp8((light + blue) >> 8);
    }
};

void yuyv_row(const std::uint8_t* source, int width, std::uint8_t* rgb) {
    for (int x = 0; x < width; x += 2, source += 4, rgb += 6) {
        Chroma chroma(source[1], source[3]);
        chroma.write(source[0], rgb);
        chroma.write(source[2], rgb + 3);
    }
}

void nv12_row(const std::uint8_t* lumas, const std::uint8_t* chromas, int width, std::uint8_t* rgb) {
    for (int x = 0; x < width; x += 2, rgb += 6) {
        Chroma chroma(chromas[x], chromas[x + 1]);
        chroma.write(lumas[x], rgb);
        chroma.write(lumas[x + 1], rgb + 3);
    }
}

// The upper bytes of 16-bit samples in host byte order.
void upper_bytes(const std::uint8_t* source, std::size_t count, std::uint8_t* target) {
    const auto* samples = reinterpret_cast<const std::byte*>(source);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t sample = 0;
        std::copy_n(samples + 2 * i, 2, reinterpret_cast<std::byte*>(&sample));
        target[i] = static_cast<std::uint8_t>(sample >> 8);
    }
}

const std::array<std::uint8_t, 256>& full_range() {
    static const auto table = [] {
        std::array<std::uint8_t, 256> values{};
        for (int y = 0; y < 256; ++y) values[static_cast<std::size_t>(y)] = clamp8((298 * (y - 16) + 128) >> 8);
        return values;
    }();
    return table;
}

// Fills a new image row by row.
template <typename FillRow>
Result<Image> fill(int width, int height, PixelFormat format, FillRow&& fill_row) {
    auto buffer = PixelBuffer::create(width, height, format);
    if (!buffer) return buffer.error();
    for (int y = 0; y < height; ++y) fill_row(y, buffer->row(y));
    return std::move(*buffer).finish();
}

// A JPEG that is not what its frame claims is the device's fault.
Result<Image> decode_frame(const Image& image, PixelFormat format) {
    static const std::string name = "a frame's JPEG";
    ImageLimits limits;
    limits.max_side_px = std::max(image.width(), image.height());
    auto decoded = codec::decode_jpeg_frame({image.bytes(), name, limits}, format);
    if (!decoded) return Error{ErrorCode::bad_data, decoded.error().message};
    if (decoded->width() != image.width() || decoded->height() != image.height())
        return Error{ErrorCode::bad_data, name + " has another size than its frame"};
    return decoded;
}

Result<Image> gray_of_rgb(const Image& image) {
    const std::uint8_t* source = samples_of(image);
    std::size_t stride = static_cast<std::size_t>(image.width()) * 3;
    return fill(image.width(), image.height(), PixelFormat::gray8, [&](int y, std::uint8_t* target) {
        const std::uint8_t* rgb = source + stride * static_cast<std::size_t>(y);
        for (int x = 0; x < image.width(); ++x, rgb += 3) target[x] = luma(rgb[0], rgb[1], rgb[2]);
    });
}

// The luma that yuyv and nv12 carry, every `step` bytes.
Result<Image> gray_of_luma(const Image& image, int step) {
    const std::uint8_t* source = samples_of(image);
    const auto& table = full_range();
    std::size_t stride = static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(step);
    return fill(image.width(), image.height(), PixelFormat::gray8, [&](int y, std::uint8_t* target) {
        const std::uint8_t* row = source + stride * static_cast<std::size_t>(y);
        for (int x = 0; x < image.width(); ++x)
            target[x] = table[row[static_cast<std::size_t>(x) * static_cast<std::size_t>(step)]];
    });
}

}  // namespace

Result<Image> to_displayable(const Image& image) {
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "an empty image"};
    int width = image.width(), height = image.height();
    const std::uint8_t* source = samples_of(image);
    auto row_of = [&](int y, int samples) {
        return source + static_cast<std::size_t>(y) * static_cast<std::size_t>(samples);
    };
    switch (image.format()) {
        case PixelFormat::gray8:
        case PixelFormat::rgb8: return image;
        case PixelFormat::jpeg: return decode_frame(image, PixelFormat::rgb8);
        case PixelFormat::gray16:
            return fill(width, height, PixelFormat::gray8, [&](int y, std::uint8_t* target) {
                upper_bytes(row_of(y, 2 * width), static_cast<std::size_t>(width), target);
            });
        case PixelFormat::rgb16:
            return fill(width, height, PixelFormat::rgb8, [&](int y, std::uint8_t* target) {
                upper_bytes(row_of(y, 6 * width), static_cast<std::size_t>(width) * 3, target);
            });
        case PixelFormat::yuyv:
            return fill(width, height, PixelFormat::rgb8,
                        [&](int y, std::uint8_t* target) { yuyv_row(row_of(y, 2 * width), width, target); });
        case PixelFormat::nv12:
            return fill(width, height, PixelFormat::rgb8, [&](int y, std::uint8_t* target) {
                nv12_row(row_of(y, width), row_of(height + y / 2, width), width, target);
            });
        default: return demosaic(image);
    }
}

Result<Image> to_gray8(const Image& image) {
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "an empty image"};
    switch (image.format()) {
        case PixelFormat::gray8: return image;
        case PixelFormat::rgb8: return gray_of_rgb(image);
        case PixelFormat::jpeg: return decode_frame(image, PixelFormat::gray8);
        case PixelFormat::yuyv: return gray_of_luma(image, 2);
        case PixelFormat::nv12: return gray_of_luma(image, 1);
        default: break;
    }
    auto displayable = to_displayable(image);
    return displayable ? to_gray8(*displayable) : displayable;
}

}  // namespace limner
