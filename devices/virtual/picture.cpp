#include "picture.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace limner::virtual_driver {
namespace {

constexpr int one = 1 << 16;

/// The source pixels of one target pixel; the weights add up to `one`.
struct Taps {
    int first = 0;
    std::vector<int> weights{};
};

Taps taps_around(double centre, double radius, int count) {
    Taps taps{std::max(0, static_cast<int>(std::ceil(centre - radius)))};
    int last = std::min(count - 1, static_cast<int>(std::floor(centre + radius)));
    std::vector<double> weights;
    weights.reserve(static_cast<std::size_t>(last - taps.first) + 1);
    double sum = 0;
    for (int i = taps.first; i <= last; ++i) {
        weights.push_back(std::max(1e-6, 1 - std::abs(i - centre) / radius));
        sum += weights.back();
    }
    int left = one;
    taps.weights.reserve(weights.size());
    for (double weight : weights) {
        taps.weights.push_back(static_cast<int>(weight / sum * one));
        left -= taps.weights.back();
    }
    taps.weights[taps.weights.size() / 2] += left;
    return taps;
}

std::vector<Taps> taps_for(int from, int to) {
    double scale = static_cast<double>(from) / to;
    std::vector<Taps> all;
    all.reserve(static_cast<std::size_t>(to));
    for (int i = 0; i < to; ++i) all.push_back(taps_around((i + 0.5) * scale - 0.5, std::max(1.0, scale), from));
    return all;
}

std::byte weighted(const std::byte* from, std::size_t step, const Taps& taps) {
    int sum = one / 2;
    for (int weight : taps.weights) {
        sum += weight * std::to_integer<int>(*from);
        from += step;
    }
    return static_cast<std::byte>(sum >> 16);
}

std::size_t channels_of(const Picture& picture) { return picture.format == PixelFormat::rgb8 ? 3 : 1; }

std::size_t row_bytes(const Picture& picture) { return static_cast<std::size_t>(picture.width) * channels_of(picture); }

Picture blank(int width, int height, PixelFormat format, std::optional<double> ppi) {
    Picture picture{width, height, format, {}, ppi};
    picture.pixels.resize(static_cast<std::size_t>(byte_count(width, height, format).value_or(0)));
    return picture;
}

Picture resample_across(const Picture& from, int width) {
    Picture to = blank(width, from.height, from.format, from.ppi);
    auto taps = taps_for(from.width, width);
    std::size_t channels = channels_of(from);
    std::byte* out = to.pixels.data();
    for (int y = 0; y < from.height; ++y) {
        const std::byte* row = from.pixels.data() + static_cast<std::size_t>(y) * row_bytes(from);
        for (const Taps& tap : taps) {
            const std::byte* first = row + static_cast<std::size_t>(tap.first) * channels;
            for (std::size_t c = 0; c < channels; ++c) *out++ = weighted(first + c, channels, tap);
        }
    }
    return to;
}

Picture resample_down(const Picture& from, int height) {
    Picture to = blank(from.width, height, from.format, from.ppi);
    std::byte* out = to.pixels.data();
    for (const Taps& tap : taps_for(from.height, height)) {
        const std::byte* first = from.pixels.data() + static_cast<std::size_t>(tap.first) * row_bytes(from);
        for (std::size_t i = 0; i < row_bytes(from); ++i) *out++ = weighted(first + i, row_bytes(from), tap);
    }
    return to;
}

/// BT.601, limited range, in 16.16.
struct YCbCr {
    int y, cb, cr;
};

YCbCr to_ycbcr(const Picture& picture, int x, int y) {
    const std::byte* at = picture.pixels.data() + static_cast<std::size_t>(y) * row_bytes(picture) +
                          static_cast<std::size_t>(x) * channels_of(picture);
    int r = std::to_integer<int>(at[0]);
    int g = channels_of(picture) == 3 ? std::to_integer<int>(at[1]) : r;
    int b = channels_of(picture) == 3 ? std::to_integer<int>(at[2]) : r;
    return {(16829 * r + 33039 * g + 6416 * b + (16 << 16) + one / 2) >> 16,
            (-9714 * r - 19071 * g + 28784 * b + (128 << 16) + one / 2) >> 16,
            (28784 * r - 24103 * g - 4681 * b + (128 << 16) + one / 2) >> 16};
}

Picture to_yuyv(const Picture& from) {
    Picture to = blank(from.width & ~1, from.height, PixelFormat::yuyv, from.ppi);
    std::byte* out = to.pixels.data();
    for (int y = 0; y < to.height; ++y) {
        for (int x = 0; x < to.width; x += 2) {
            YCbCr left = to_ycbcr(from, x, y), right = to_ycbcr(from, x + 1, y);
            *out++ = static_cast<std::byte>(left.y);
            *out++ = static_cast<std::byte>((left.cb + right.cb) / 2);
            *out++ = static_cast<std::byte>(right.y);
            *out++ = static_cast<std::byte>((left.cr + right.cr) / 2);
        }
    }
    return to;
}

Picture to_nv12(const Picture& from) {
    Picture to = blank(from.width & ~1, from.height & ~1, PixelFormat::nv12, from.ppi);
    std::byte* luma = to.pixels.data();
    std::byte* chroma = luma + static_cast<std::size_t>(to.width) * static_cast<std::size_t>(to.height);
    for (int y = 0; y < to.height; ++y) {
        for (int x = 0; x < to.width; ++x) {
            YCbCr pixel = to_ycbcr(from, x, y);
            *luma++ = static_cast<std::byte>(pixel.y);
            if (x % 2 || y % 2) continue;
            *chroma++ = static_cast<std::byte>(pixel.cb);
            *chroma++ = static_cast<std::byte>(pixel.cr);
        }
    }
    return to;
}

Picture to_gray(const Picture& from) {
    Picture to = blank(from.width, from.height, PixelFormat::gray8, from.ppi);
    const std::byte* in = from.pixels.data();
    for (std::byte& out : to.pixels) {
        int r = std::to_integer<int>(in[0]), g = std::to_integer<int>(in[1]), b = std::to_integer<int>(in[2]);
        out = static_cast<std::byte>((19595 * r + 38470 * g + 7471 * b + one / 2) >> 16);
        in += 3;
    }
    return to;
}

Picture to_rgb(const Picture& from) {
    Picture to = blank(from.width, from.height, PixelFormat::rgb8, from.ppi);
    std::byte* out = to.pixels.data();
    for (std::byte value : from.pixels) {
        for (int c = 0; c < 3; ++c) *out++ = value;
    }
    return to;
}

}  // namespace

Picture make_pattern(int width, int height, PixelFormat format) {
    Picture picture = blank(width, height, format == PixelFormat::gray8 ? format : PixelFormat::rgb8, {});
    std::byte* out = picture.pixels.data();
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            int across = 64 + 128 * x / width, down = 64 + 128 * y / height;
            *out++ = static_cast<std::byte>(across);
            if (channels_of(picture) == 1) continue;
            *out++ = static_cast<std::byte>(down);
            *out++ = static_cast<std::byte>((x / 32 + y / 32) % 2 ? 160 : 96);
        }
    }
    return picture;
}

Picture resample(const Picture& picture, int width, int height) {
    Picture across = width == picture.width ? picture : resample_across(picture, width);
    return height == picture.height ? across : resample_down(across, height);
}

Picture fit_into(const Picture& picture, int width, int height) {
    double scale = std::min(static_cast<double>(width) / picture.width, static_cast<double>(height) / picture.height);
    int inner_width = std::clamp(static_cast<int>(std::lround(picture.width * scale)), 1, width);
    int inner_height = std::clamp(static_cast<int>(std::lround(picture.height * scale)), 1, height);
    Picture inner = resample(picture, inner_width, inner_height);
    if (inner_width == width && inner_height == height) return inner;
    Picture whole = blank(width, height, picture.format, picture.ppi);
    std::size_t channels = channels_of(inner);
    std::byte* out = whole.pixels.data();
    for (int y = 0; y < height; ++y) {
        int from_y = std::clamp(y - (height - inner_height) / 2, 0, inner_height - 1);
        const std::byte* row = inner.pixels.data() + static_cast<std::size_t>(from_y) * row_bytes(inner);
        for (int x = 0; x < width; ++x) {
            auto from_x = static_cast<std::size_t>(std::clamp(x - (width - inner_width) / 2, 0, inner_width - 1));
            for (std::size_t c = 0; c < channels; ++c) *out++ = row[from_x * channels + c];
        }
    }
    return whole;
}

Picture convert(const Picture& picture, PixelFormat to) {
    if (to == picture.format) return picture;
    if (to == PixelFormat::yuyv) return to_yuyv(picture);
    if (to == PixelFormat::nv12) return to_nv12(picture);
    return to == PixelFormat::gray8 ? to_gray(picture) : to_rgb(picture);
}

Noise::Noise(double sigma, std::uint32_t seed) : random_(seed) {
    if (sigma <= 0) return;
    std::normal_distribution<double> normal(0, sigma);
    table_.resize(1 << 16);
    for (std::int8_t& value : table_) value = static_cast<std::int8_t>(std::clamp(normal(random_), -127.0, 127.0));
}

void Noise::add_to(std::span<std::byte> pixels) {
    if (table_.empty()) return;
    std::size_t at = random_();
    for (std::byte& pixel : pixels) {
        int value = std::to_integer<int>(pixel) + table_[at++ % table_.size()];
        pixel = static_cast<std::byte>(std::clamp(value, 0, 255));
    }
}

}  // namespace limner::virtual_driver
