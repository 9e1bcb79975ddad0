#include "picture_maker.h"

#include <cstring>
#include <string>

namespace limner::gige {
namespace {

using Byte = std::uint8_t;

constexpr int max_side = 32'768, max_padding = 65'536;

Error wrong(const RawPicture& raw, const std::string& reason) {
    return {ErrorCode::bad_data, std::string(raw.format->name) + " picture of " + std::to_string(raw.width) + " x " +
                                     std::to_string(raw.height) + ": " + reason};
}

std::size_t bits_of_pixel(const CameraFormat& format) {
    switch (format.packing) {
        case Packing::as_is: return 8 * static_cast<std::size_t>(bytes_per_pixel(format.becomes));
        case Packing::wide: return 16;
        case Packing::pairs: return 12;
        default: return static_cast<std::size_t>(format.bits);
    }
}

unsigned wide_sample(const Byte* row, std::size_t x) {
    return static_cast<unsigned>(row[2 * x]) | static_cast<unsigned>(row[2 * x + 1]) << 8;
}

unsigned bits_sample(const Byte* row, std::size_t x, unsigned bits) {
    // A sample of 10 or 12 bits lies in two bytes, the last of which is within the row.
    const std::size_t at = x * bits;
    const unsigned both = static_cast<unsigned>(row[at / 8]) | static_cast<unsigned>(row[at / 8 + 1]) << 8;
    return both >> (at % 8) & ((1u << bits) - 1);
}

unsigned pairs_sample(const Byte* row, std::size_t x, unsigned bits) {
    const Byte* three = row + x / 2 * 3;
    const unsigned lower = x % 2 == 0 ? three[1] & 0x0f : three[1] >> 4;
    return static_cast<unsigned>(three[x % 2 == 0 ? 0 : 2]) << (bits - 8) | (lower & ((1u << (bits - 8)) - 1));
}

unsigned sample_at(const CameraFormat& format, const Byte* row, std::size_t x) {
    const auto bits = static_cast<unsigned>(format.bits);
    if (format.packing == Packing::wide) return wide_sample(row, x) & ((1u << bits) - 1);
    return format.packing == Packing::bits ? bits_sample(row, x, bits) : pairs_sample(row, x, bits);
}

/// Into the upper bits of 16, or the upper 8 of what there is.
void convert_row(const CameraFormat& format, const Byte* row, std::size_t width, std::byte* to) {
    const bool is_deep = format.becomes == PixelFormat::gray16;
    for (std::size_t x = 0; x < width; ++x) {
        const unsigned sample = sample_at(format, row, x);
        if (is_deep) {
            const auto value = static_cast<std::uint16_t>(sample << (16 - format.bits));
            std::memcpy(to + 2 * x, &value, sizeof value);
        } else {
            to[x] = static_cast<std::byte>(sample >> (format.bits - 8));
        }
    }
}

void reorder_row(const CameraFormat& format, const Byte* row, std::size_t width, std::byte* to) {
    const std::size_t step = static_cast<std::size_t>(format.bits) / 8;
    for (std::size_t x = 0; x < width; ++x, row += step, to += 3) {
        to[0] = std::byte{row[format.is_blue_first ? 2 : 0]};
        to[1] = std::byte{row[1]};
        to[2] = std::byte{row[format.is_blue_first ? 0 : 2]};
    }
}

void colour_row(const CameraFormat& format, const devices::ColourMatrix& matrix, const Byte* row, std::size_t width,
                std::byte* to) {
    const std::size_t luma = format.packing == Packing::luma_first ? 0 : 1, chroma = 1 - luma;
    auto* rgb = reinterpret_cast<Byte*>(to);
    for (std::size_t x = 0; x < width; x += 2, row += 4, rgb += 6) {
        matrix.write(row[luma], row[chroma], row[chroma + 2], rgb);
        matrix.write(row[luma + 2], row[chroma], row[chroma + 2], rgb + 3);
    }
}

void make_row(const CameraFormat& format, const devices::ColourMatrix& matrix, const Byte* row, std::size_t width,
              std::byte* to) {
    switch (format.packing) {
        case Packing::coloured: return reorder_row(format, row, width, to);
        case Packing::luma_first:
        case Packing::chroma_first: return colour_row(format, matrix, row, width, to);
        default: return convert_row(format, row, width, to);
    }
}

bool is_in_pairs(const CameraFormat& format) {
    return format.packing == Packing::pairs || format.packing == Packing::luma_first ||
           format.packing == Packing::chroma_first || format.becomes == PixelFormat::yuyv;
}

}  // namespace

Result<Picture> PictureMaker::make(const RawPicture& raw) {
    const CameraFormat& format = *raw.format;
    if (raw.width <= 0 || raw.height <= 0 || raw.width > max_side || raw.height > max_side)
        return wrong(raw, "impossible size");
    if (raw.row_padding < 0 || raw.row_padding > max_padding)
        return wrong(raw, "rows padded by " + std::to_string(raw.row_padding) + " bytes");
    const auto width = static_cast<std::size_t>(raw.width), height = static_cast<std::size_t>(raw.height);
    const std::size_t row_bits = width * bits_of_pixel(format);
    const bool is_split = is_in_pairs(format) && width % 2 != 0;
    if (row_bits % 8 != 0 || is_split) return wrong(raw, "its rows end within a byte or a pair");
    const std::size_t row_bytes = row_bits / 8, stride = row_bytes + static_cast<std::size_t>(raw.row_padding);
    const std::size_t needed = stride * (height - 1) + row_bytes;
    if (raw.bytes.size() < needed)
        return wrong(raw, std::to_string(raw.bytes.size()) + " bytes of " + std::to_string(needed));
    if (format.packing == Packing::as_is)
        return Picture{format.becomes, static_cast<std::uint32_t>(stride), raw.bytes.first(needed)};
    const std::size_t out_row = width * static_cast<std::size_t>(bytes_per_pixel(format.becomes));
    memory_.resize(out_row * height);
    const devices::ColourMatrix matrix(format.coding);
    for (std::size_t y = 0; y < height; ++y) {
        const auto* row = reinterpret_cast<const Byte*>(raw.bytes.data()) + y * stride;
        make_row(format, matrix, row, width, memory_.data() + y * out_row);
    }
    return Picture{format.becomes, 0, memory_};
}

}  // namespace limner::gige
