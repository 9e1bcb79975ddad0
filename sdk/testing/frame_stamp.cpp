#include <limner/testing/frame_stamp.h>

#include <algorithm>
#include <array>
#include <utility>

namespace limner::simulation {
namespace {

constexpr int cell_px = 4;
constexpr int columns = stamp_width_px / cell_px;
constexpr int rows = stamp_height_px / cell_px;
constexpr std::uint64_t marker = 0xB5;  // device and sequence; 0xB6: nonce and the end of the sequence; 0xB7: time
constexpr std::byte dark{40};
constexpr std::byte light{216};
static_assert(columns * rows == 64);

/// CRC-8 with the polynomial x^8 + x^2 + x + 1 over the 48 bits that a stamp carries.
std::uint8_t checksum(std::uint64_t payload) noexcept {
    std::uint8_t crc = 0xFF;
    for (int shift = 40; shift >= 0; shift -= 8) {
        crc = static_cast<std::uint8_t>(crc ^ (payload >> shift));
        for (int bit = 0; bit < 8; ++bit) crc = static_cast<std::uint8_t>((crc << 1) ^ (crc & 0x80 ? 0x07 : 0));
    }
    return crc;
}

/// The byte of a pixel that carries its brightness; the following `count` bytes belong to the same pixel.
struct Luma {
    std::size_t step;
    std::size_t count;
};

std::optional<Luma> luma_of(PixelFormat format) noexcept {
    switch (format) {
        case PixelFormat::gray8:
        case PixelFormat::nv12: return Luma{1, 1};
        case PixelFormat::rgb8: return Luma{3, 3};
        case PixelFormat::yuyv: return Luma{2, 1};
        default: return std::nullopt;
    }
}

std::size_t offset_of(int x, int y, int width, const Luma& luma) noexcept {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * luma.step;
}

bool has_room(std::size_t bytes, int width, int height, PixelFormat format) noexcept {
    auto needed = byte_count(width, height, format);
    return width >= stamp_width_px && height >= stamp_height_px && needed && bytes >= *needed;
}

void paint_cell(std::span<std::byte> pixels, int left, int top, int width, const Luma& luma, std::byte value) noexcept {
    for (int y = top; y < top + cell_px; ++y) {
        for (int x = left; x < left + cell_px; ++x) {
            std::size_t at = offset_of(x, y, width, luma);
            for (std::size_t i = 0; i < luma.count; ++i) pixels[at + i] = value;
        }
    }
}

bool is_light(std::span<const std::byte> pixels, int left, int top, int width, const Luma& luma) noexcept {
    int sum = 0;
    for (int y = top; y < top + cell_px; ++y) {
        for (int x = left; x < left + cell_px; ++x) sum += std::to_integer<int>(pixels[offset_of(x, y, width, luma)]);
    }
    return sum > 128 * cell_px * cell_px;
}

struct Place {
    int left;
    int top;
};

std::uint64_t payload_of(FrameStamp stamp) noexcept { return (std::uint64_t{stamp.device} << 32) | stamp.sequence; }

std::uint64_t microseconds_of(std::chrono::steady_clock::time_point time) noexcept {
    auto since = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    return static_cast<std::uint64_t>(since.count()) & 0xFFFF'FFFF'FFFF;
}

void paint_code(std::span<std::byte> pixels, Place at, int width, const Luma& luma, std::uint64_t kind,
                std::uint64_t payload) noexcept {
    std::uint64_t bits = (kind << 56) | (payload << 8) | checksum(payload);
    for (int cell = 0; cell < 64; ++cell) {
        std::byte value = (bits >> (63 - cell)) & 1 ? light : dark;
        paint_cell(pixels, at.left + cell % columns * cell_px, at.top + cell / columns * cell_px, width, luma, value);
    }
}

std::optional<std::uint64_t> read_code(const Image& image, Place at, const Luma& luma, std::uint64_t kind) noexcept {
    std::uint64_t bits = 0;
    for (int cell = 0; cell < 64; ++cell) {
        int left = at.left + cell % columns * cell_px, top = at.top + cell / columns * cell_px;
        bits = (bits << 1) | (is_light(image.bytes(), left, top, image.width(), luma) ? 1u : 0u);
    }
    std::uint64_t payload = (bits >> 8) & 0xFFFF'FFFF'FFFF;
    if (bits >> 56 != kind || (bits & 0xFF) != checksum(payload)) return std::nullopt;
    return payload;
}

/// From the bottom left, with the kind of each: 0 device and sequence, 1 nonce, 2 time.
std::vector<std::pair<Place, std::size_t>> places_of(int width, int height) {
    std::vector<std::pair<Place, std::size_t>> places;
    for (int row = 0; (row + 1) * stamp_height_px <= height; ++row) {
        for (int column = 0; (column + 1) * stamp_width_px <= width; ++column)
            places.push_back({{column * stamp_width_px, height - (row + 1) * stamp_height_px},
                              static_cast<std::size_t>(row + column) % 3});
    }
    return places;
}

}  // namespace

std::uint16_t device_stamp(std::string_view device_id) noexcept {
    std::uint32_t hash = 2166136261u;
    for (char c : device_id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return static_cast<std::uint16_t>(hash ^ (hash >> 16));
}

void paint_stamp(std::span<std::byte> pixels, int width, int height, PixelFormat format, FrameStamp stamp) noexcept {
    auto luma = luma_of(format);
    if (!luma || !has_room(pixels.size(), width, height, format)) return;
    paint_code(pixels, {0, height - stamp_height_px}, width, *luma, marker, payload_of(stamp));
}

void paint_everywhere(std::span<std::byte> pixels, int width, int height, PixelFormat format, const WholeStamp& stamp) {
    auto luma = luma_of(format);
    if (!luma || !has_room(pixels.size(), width, height, format)) return;
    const std::array<std::uint64_t, 3> payloads{payload_of(stamp.frame),
                                                (std::uint64_t{stamp.nonce} << 16) | (stamp.frame.sequence & 0xFFFF),
                                                microseconds_of(stamp.exposed_at)};
    for (const auto& [place, kind] : places_of(width, height))
        paint_code(pixels, place, width, *luma, marker + kind, payloads[kind]);
}

std::optional<FrameStamp> read_stamp(const Image& image) {
    if (image.format() == PixelFormat::jpeg) {
        auto decoded = to_displayable(image);
        return decoded && decoded->format() != PixelFormat::jpeg ? read_stamp(*decoded) : std::nullopt;
    }
    auto luma = luma_of(image.format());
    if (!luma || !has_room(image.bytes().size(), image.width(), image.height(), image.format())) return std::nullopt;
    auto payload = read_code(image, {0, image.height() - stamp_height_px}, *luma, marker);
    if (!payload) return std::nullopt;
    return FrameStamp{static_cast<std::uint16_t>(*payload >> 32), static_cast<std::uint32_t>(*payload)};
}

StampReading read_everywhere(const Image& image) {
    if (image.format() == PixelFormat::jpeg) {
        auto decoded = to_displayable(image);
        return decoded && decoded->format() != PixelFormat::jpeg ? read_everywhere(*decoded) : StampReading{};
    }
    StampReading reading;
    auto luma = luma_of(image.format());
    if (!luma || !has_room(image.bytes().size(), image.width(), image.height(), image.format())) return reading;
    std::array<std::vector<std::uint64_t>, 3> payloads;
    for (const auto& [place, kind] : places_of(image.width(), image.height())) {
        ++reading.places;
        auto payload = read_code(image, place, *luma, marker + kind);
        reading.readable += payload ? 1 : 0;
        if (payload && !std::ranges::count(payloads[kind], *payload)) payloads[kind].push_back(*payload);
    }
    for (auto payload : payloads[0])
        reading.frames.push_back({static_cast<std::uint16_t>(payload >> 32), static_cast<std::uint32_t>(payload)});
    for (auto payload : payloads[1]) reading.nonces.push_back(static_cast<std::uint32_t>(payload >> 16));
    for (auto payload : payloads[2])
        reading.times.emplace_back(std::chrono::microseconds(static_cast<std::int64_t>(payload)));
    return reading;
}

}  // namespace limner::simulation
