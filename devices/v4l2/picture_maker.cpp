#include "picture_maker.h"

#include "mjpeg_decoder.h"

#include <algorithm>
#include <bit>

namespace limner::v4l2 {
namespace {

using Byte = std::uint8_t;

constexpr int max_side = 32'768;

/// The planes of a picture, after every number was checked against the bytes that are there.
struct Planes {
    std::size_t width = 0, height = 0, stride = 0, chroma_stride = 0;
    const Byte* first = nullptr;
    const Byte* second = nullptr;
    const Byte* third = nullptr;
};

struct Shape {
    std::size_t row_bytes, chroma_row_bytes, chroma_rows;
    int chroma_planes;
};

Shape shape_of(const VideoFormat& format, std::size_t width, std::size_t height) {
    switch (format.layout) {
        case Layout::packed_422: return {width * 2, 0, 0, 0};
        case Layout::planar_422: return {width, width / 2, height, 2};
        case Layout::biplanar_422: return {width, width, height, 1};
        case Layout::planar_420: return {width, width / 2, height / 2, 2};
        case Layout::biplanar_420: return {width, width, height / 2, 1};
        case Layout::packed_rgb: return {width * format.places[3], 0, 0, 0};
        case Layout::rgb_565:
        case Layout::gray_16: return {width * 2, 0, 0, 0};
        default: break;
    }
    if (format.becomes == PixelFormat::nv12) return {width, width, height / 2, 1};
    return {width * static_cast<std::size_t>(bytes_per_pixel(format.becomes)), 0, 0, 0};
}

Error wrong(const RawPicture& raw, const std::string& reason) {
    return {ErrorCode::bad_data, fourcc_text(raw.format->fourcc) + " picture of " + std::to_string(raw.width) + " x " +
                                     std::to_string(raw.height) + ": " + reason};
}

bool has_half_rows(Layout layout, PixelFormat becomes) {
    return layout == Layout::planar_420 || layout == Layout::biplanar_420 || becomes == PixelFormat::nv12;
}

Result<Planes> planes_of(const RawPicture& raw) {
    const VideoFormat& format = *raw.format;
    if (raw.width <= 0 || raw.height <= 0 || raw.width > max_side || raw.height > max_side)
        return wrong(raw, "impossible size");
    if (format.is_yuv && raw.width % 2 != 0) return wrong(raw, "odd width");
    if (has_half_rows(format.layout, format.becomes) && raw.height % 2 != 0) return wrong(raw, "odd height");
    Planes planes{static_cast<std::size_t>(raw.width), static_cast<std::size_t>(raw.height)};
    const Shape shape = shape_of(format, planes.width, planes.height);
    planes.stride = raw.stride_bytes != 0 ? raw.stride_bytes : shape.row_bytes;
    if (planes.stride < shape.row_bytes) return wrong(raw, "rows of " + std::to_string(planes.stride) + " bytes");
    planes.chroma_stride = shape.chroma_planes == 2 ? planes.stride / 2 : planes.stride;
    const std::size_t luma = planes.stride * planes.height, chroma = planes.chroma_stride * shape.chroma_rows;
    std::size_t needed = planes.stride * (planes.height - 1) + shape.row_bytes;
    if (shape.chroma_planes > 0)
        needed = luma + chroma * static_cast<std::size_t>(shape.chroma_planes - 1) +
                 planes.chroma_stride * (shape.chroma_rows - 1) + shape.chroma_row_bytes;
    if (raw.bytes.size() < needed)
        return wrong(raw, std::to_string(raw.bytes.size()) + " bytes of " + std::to_string(needed));
    planes.first = reinterpret_cast<const Byte*>(raw.bytes.data());
    if (shape.chroma_planes > 0) planes.second = planes.first + luma;
    if (shape.chroma_planes > 1) planes.third = planes.second + chroma;
    return planes;
}

void reorder_422(const Planes& planes, const VideoFormat& format, Byte* to) {
    const auto& at = format.places;
    for (std::size_t y = 0; y < planes.height; ++y) {
        const Byte* from = planes.first + y * planes.stride;
        for (std::size_t x = 0; x < planes.width; x += 2, from += 4, to += 4) {
            to[0] = from[at[0]];
            to[1] = from[at[1]];
            to[2] = from[at[2]];
            to[3] = from[at[3]];
        }
    }
}

/// Chroma samples of a row pair by pair: `step` apart, the two of a pair at `cb` and `cr`.
struct ChromaRow {
    const Byte* cb;
    const Byte* cr;
    std::size_t step;
};

ChromaRow chroma_row(const Planes& planes, const VideoFormat& format, std::size_t row) {
    const bool is_cr_first = format.places[0] == 1 || format.layout == Layout::biplanar_420;
    const Byte* one = planes.second + row * planes.chroma_stride;
    const Byte* other = planes.third ? planes.third + row * planes.chroma_stride : one + 1;
    return {is_cr_first ? other : one, is_cr_first ? one : other, planes.third ? std::size_t{1} : std::size_t{2}};
}

void interleave_422(const Planes& planes, const VideoFormat& format, Byte* to) {
    for (std::size_t y = 0; y < planes.height; ++y) {
        const Byte* luma = planes.first + y * planes.stride;
        auto [cb, cr, step] = chroma_row(planes, format, y);
        for (std::size_t x = 0; x < planes.width; x += 2, to += 4, cb += step, cr += step) {
            to[0] = luma[x];
            to[1] = *cb;
            to[2] = luma[x + 1];
            to[3] = *cr;
        }
    }
}

void interleave_420(const Planes& planes, const VideoFormat& format, Byte* to) {
    for (std::size_t y = 0; y < planes.height; ++y, to += planes.width)
        std::copy_n(planes.first + y * planes.stride, planes.width, to);
    for (std::size_t y = 0; y < planes.height / 2; ++y) {
        auto [cb, cr, step] = chroma_row(planes, format, y);
        for (std::size_t x = 0; x < planes.width; x += 2, to += 2, cb += step, cr += step) {
            to[0] = *cb;
            to[1] = *cr;
        }
    }
}

void pick_rgb(const Planes& planes, const VideoFormat& format, Byte* to) {
    const auto& at = format.places;
    for (std::size_t y = 0; y < planes.height; ++y) {
        const Byte* from = planes.first + y * planes.stride;
        for (std::size_t x = 0; x < planes.width; ++x, from += at[3], to += 3) {
            to[0] = from[at[0]];
            to[1] = from[at[1]];
            to[2] = from[at[2]];
        }
    }
}

void widen_565(const Planes& planes, const VideoFormat& format, Byte* to) {
    const std::size_t low = format.places[0] == 1 ? 1 : 0;
    for (std::size_t y = 0; y < planes.height; ++y) {
        const Byte* from = planes.first + y * planes.stride;
        for (std::size_t x = 0; x < planes.width; ++x, from += 2, to += 3) {
            const unsigned pixel = static_cast<unsigned>(from[low] | (from[1 - low] << 8));
            const unsigned red = pixel >> 11, green = (pixel >> 5) & 63, blue = pixel & 31;
            to[0] = static_cast<Byte>((red << 3) | (red >> 2));
            to[1] = static_cast<Byte>((green << 2) | (green >> 4));
            to[2] = static_cast<Byte>((blue << 3) | (blue >> 2));
        }
    }
}

void widen_gray(const Planes& planes, const VideoFormat& format, Byte* to) {
    const std::size_t low = format.places[1] == 1 ? 1 : 0;
    for (std::size_t y = 0; y < planes.height; ++y) {
        const Byte* from = planes.first + y * planes.stride;
        for (std::size_t x = 0; x < planes.width; ++x, from += 2, to += 2) {
            const auto sample = static_cast<std::uint16_t>((from[low] | (from[1 - low] << 8)) << format.places[0]);
            const auto bytes = std::bit_cast<std::array<Byte, 2>>(sample);
            to[0] = bytes[0];
            to[1] = bytes[1];
        }
    }
}

/// Of packed yuyv or nv12 rows, `stride` apart.
void colour(const Byte* from, std::size_t stride, const RawPicture& raw, PixelFormat format, Byte* to) {
    const devices::ColourMatrix matrix(raw.coding);
    const auto width = static_cast<std::size_t>(raw.width), height = static_cast<std::size_t>(raw.height);
    const bool is_422 = format == PixelFormat::yuyv;
    const std::size_t luma_step = is_422 ? 2 : 1, pair_bytes = is_422 ? 4 : 2;
    for (std::size_t y = 0; y < height; ++y) {
        const Byte* luma = from + y * stride;
        const Byte* cb = is_422 ? luma + 1 : from + (height + y / 2) * stride;
        const Byte* cr = cb + (is_422 ? 2 : 1);
        for (std::size_t x = 0; x < width; x += 2, cb += pair_bytes, cr += pair_bytes, to += 6) {
            matrix.write(luma[x * luma_step], *cb, *cr, to);
            matrix.write(luma[(x + 1) * luma_step], *cb, *cr, to + 3);
        }
    }
}

void reorder(const Planes& planes, const VideoFormat& format, Byte* to) {
    switch (format.layout) {
        case Layout::packed_422: return reorder_422(planes, format, to);
        case Layout::planar_422:
        case Layout::biplanar_422: return interleave_422(planes, format, to);
        case Layout::planar_420:
        case Layout::biplanar_420: return interleave_420(planes, format, to);
        case Layout::packed_rgb: return pick_rgb(planes, format, to);
        case Layout::rgb_565: return widen_565(planes, format, to);
        case Layout::gray_16: return widen_gray(planes, format, to);
        default: return;
    }
}

std::size_t packed_bytes(PixelFormat format, std::size_t width, std::size_t height) {
    if (format == PixelFormat::nv12) return width * height * 3 / 2;
    return width * height * static_cast<std::size_t>(bytes_per_pixel(format));
}

}  // namespace

std::byte* PictureMaker::room_for(std::size_t bytes) {
    if (memory_.size() < bytes) memory_.resize(bytes);
    return memory_.data();
}

Result<Picture> PictureMaker::decode(const RawPicture& raw) {
    if (raw.width <= 0 || raw.height <= 0 || raw.width > max_side || raw.height > max_side)
        return wrong(raw, "impossible size");
    const std::size_t bytes =
        packed_bytes(PixelFormat::rgb8, static_cast<std::size_t>(raw.width), static_cast<std::size_t>(raw.height));
    std::byte* to = room_for(bytes);
    auto is_whole = decode_mjpeg(raw.bytes, raw.width, raw.height, {to, bytes});
    if (!is_whole) return is_whole.error();
    return Picture{PixelFormat::rgb8, 0, {to, bytes}, *is_whole};
}

Result<Picture> PictureMaker::make(const RawPicture& raw) {
    const VideoFormat& format = *raw.format;
    if (format.layout == Layout::motion_jpeg) return decode(raw);
    auto planes = planes_of(raw);
    if (!planes) return planes.error();
    const bool is_expected = !format.is_yuv || raw.coding == ColourCoding{};
    if (format.layout == Layout::as_is && is_expected)
        return Picture{format.becomes, static_cast<std::uint32_t>(planes->stride), raw.bytes};
    const std::size_t reordered = packed_bytes(format.becomes, planes->width, planes->height);
    if (is_expected) {
        std::byte* to = room_for(reordered);
        reorder(*planes, format, reinterpret_cast<Byte*>(to));
        return Picture{format.becomes, 0, {to, reordered}};
    }
    const Byte* from = planes->first;
    std::size_t stride = planes->stride;
    if (format.layout != Layout::as_is) {
        if (reordered_.size() < reordered) reordered_.resize(reordered);
        reorder(*planes, format, reinterpret_cast<Byte*>(reordered_.data()));
        from = reinterpret_cast<const Byte*>(reordered_.data());
        stride = planes->width * (format.becomes == PixelFormat::yuyv ? 2 : 1);
    }
    const std::size_t bytes = packed_bytes(PixelFormat::rgb8, planes->width, planes->height);
    std::byte* to = room_for(bytes);
    colour(from, stride, raw, format.becomes, reinterpret_cast<Byte*>(to));
    return Picture{PixelFormat::rgb8, 0, {to, bytes}};
}

}  // namespace limner::v4l2
