#include "frame/jpeg_2000_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace limner::codec {
namespace {

constexpr std::uint64_t marker_size = 2;
constexpr int start_of_codestream = 0xFF4F, size_marker = 0xFF51, coding_style = 0xFF52, component_style = 0xFF53,
              start_of_tile_part = 0xFF90, start_of_data = 0xFF93, end_of_codestream = 0xFFD9;
constexpr int most_components = 4;
// Blank pictures shrink to almost nothing: so many samples are believed of any file, beyond them so many of each byte.
constexpr std::int64_t samples_of_any_file = 4'000'000, samples_a_byte = 1'024;

// Big-endian numbers of a part of the file; 0 behind its end, which is remembered.
class Part {
public:
    explicit Part(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::uint64_t take(std::size_t count) noexcept {
        std::uint64_t value = 0;
        for (std::byte byte : take_part(count).bytes_) value = value << 8 | static_cast<std::uint8_t>(byte);
        return value;
    }
    int take_int(std::size_t count) noexcept { return static_cast<int>(take(count)); }
    Part take_part(std::uint64_t count) noexcept {
        if (count > bytes_.size()) {
            is_short_ = true;
            return Part({});
        }
        const auto taken = bytes_.first(static_cast<std::size_t>(count));
        bytes_ = bytes_.subspan(taken.size());
        return Part(taken);
    }
    std::uint64_t left() const noexcept { return bytes_.size(); }
    bool is_short() const noexcept { return is_short_; }

private:
    std::span<const std::byte> bytes_;
    bool is_short_ = false;
};

struct Box {
    std::string type{};
    Part body;
};

// Nothing where it leaves what it lies in.
std::optional<Box> take_box(Part& boxes) {
    constexpr std::uint64_t header = 8, long_header = 16;
    const std::uint64_t length = boxes.take(4);
    std::string type;
    for (int i = 0; i < 4; ++i) type += static_cast<char>(boxes.take(1));
    const std::uint64_t whole = length == 1 ? boxes.take(8) : length;
    const std::uint64_t taken = length == 1 ? long_header : header;
    if (boxes.is_short() || (whole != 0 && whole < taken)) return std::nullopt;
    const Part body = boxes.take_part(whole == 0 ? boxes.left() : whole - taken);
    if (boxes.is_short()) return std::nullopt;
    return Box{type, body};
}

// Pixels per metre as two fractions with their own powers of ten, the vertical one first.
std::optional<double> ppi_in(Part box) {
    constexpr double metres_per_inch = 0.0254;
    double fractions[2]{};
    for (double& fraction : fractions) {
        const auto upper = box.take(2), lower = box.take(2);
        fraction = lower == 0 ? 0 : static_cast<double>(upper) / static_cast<double>(lower);
    }
    for (double& fraction : fractions)
        fraction *= std::pow(10, static_cast<std::int8_t>(box.take(1))) * metres_per_inch;
    return box.is_short() ? std::nullopt : plausible_ppi(fractions[1], fractions[0]);
}

class HeaderReader {
public:
    explicit HeaderReader(const Source& source) : source_(source) {}

    Result<Jpeg2000Header> read() {
        Part file(source_.file);
        if (source_.file[0] == std::byte{0xFF}) {
            if (auto ok = read_codestream(file); !ok) return ok.error();
            return header_;
        }
        header_.is_boxed = true;
        while (file.left() > 0) {
            const auto box = take_box(file);
            if (!box) return unreadable(source_, "truncated, or a box that leaves the file");
            if (box->type == "jp2h") read_resolution(box->body);
            if (box->type != "jp2c") continue;
            if (auto ok = read_codestream(box->body); !ok) return ok.error();
            return header_;
        }
        return unreadable(source_, "truncated before its picture");
    }

private:
    void read_resolution(Part boxes) {
        while (boxes.left() > 0) {
            const auto box = take_box(boxes);
            if (!box) return;
            if (box->type == "res ") read_resolution(box->body);
            // That of the capture goes before that of a display.
            if (box->type == "resc" || (box->type == "resd" && !header_.ppi)) header_.ppi = ppi_in(box->body);
        }
    }

    Result<void> read_codestream(Part stream) {
        bytes_ = stream.left();
        if (stream.take_int(marker_size) != start_of_codestream || stream.take_int(marker_size) != size_marker)
            return unreadable(source_, "damaged: its codestream does not begin with a size");
        if (auto ok = read_size(take_segment(stream)); !ok) return ok;
        for (;;) {
            const int marker = stream.take_int(marker_size);
            if (marker == start_of_tile_part) break;
            Part segment = take_segment(stream);
            if (stream.is_short()) return unreadable(source_, "truncated within its header");
            if (marker == coding_style)
                if (auto ok = read_style(segment); !ok) return ok;
            // Components of a style of their own are not held against the bytes: none is known in portraits or prints.
            if (marker == component_style) return own_style("component");
        }
        if (levels_ < 0) return unreadable(source_, "damaged: it states no coding style");
        return read_tile_parts(stream);
    }

    static Part take_segment(Part& stream) {
        const std::uint64_t length = stream.take(marker_size);
        return stream.take_part(length < marker_size ? 0 : length - marker_size);
    }

    Error own_style(std::string_view what) const {
        return Error{ErrorCode::unsupported,
                     fmt::format("{}: a {} of a coding style of its own is not decoded", source_.name, what)};
    }

    Result<void> read_size(Part segment) {
        (void)segment.take(2);
        std::int64_t numbers[8]{};
        for (std::int64_t& number : numbers) number = static_cast<std::int64_t>(segment.take(4));
        const auto [right, bottom, left, top, tile_width, tile_height, tile_left, tile_top] = numbers;
        header_.components = segment.take_int(2);
        if (segment.is_short()) return unreadable(source_, "truncated within its header");
        header_.width = right - left;
        header_.height = bottom - top;
        if (auto ok = check_size(source_, header_.width, header_.height); !ok) return ok;
        if (tile_width == 0 || tile_height == 0 || tile_left > left || tile_top > top ||
            tile_left + tile_width <= left || tile_top + tile_height <= top)
            return unreadable(source_, "damaged: its tiles do not cover it");
        tiles_ =
            ((right - tile_left + tile_width - 1) / tile_width) * ((bottom - tile_top + tile_height - 1) / tile_height);
        if (header_.components < 1 || header_.components > most_components)
            return Error{ErrorCode::unsupported,
                         fmt::format("{}: {} components are not decoded", source_.name, header_.components)};
        const auto bytes = static_cast<std::int64_t>(bytes_);
        if (header_.width * header_.height * header_.components > samples_of_any_file + bytes * samples_a_byte)
            return unreadable(source_,
                              fmt::format("{} bytes hold no {} x {} pixels", bytes_, header_.width, header_.height));
        return {};
    }

    // Each packet of the file takes a byte at least.
    Result<void> read_style(Part segment) {
        constexpr int has_precincts = 1, most_levels = 32, whole = 15;
        const int style = segment.take_int(1);
        (void)segment.take(1);
        const auto layers = static_cast<std::int64_t>(segment.take(2));
        (void)segment.take(1);
        levels_ = segment.take_int(1);
        (void)segment.take(3);
        header_.is_reversible = segment.take(1) == 1;
        if (levels_ > most_levels) return unreadable(source_, "damaged: too many levels");
        std::int64_t packets = 0;
        for (int level = levels_; level >= 0; --level) {
            const int sizes = (style & has_precincts) != 0 ? segment.take_int(1) : whole << 4 | whole;
            auto pieces = [&](std::int64_t side, int exponent) { return ((side - 1) >> (level + exponent)) + 1; };
            packets += std::max(tiles_, pieces(header_.width, sizes & 0xF) * pieces(header_.height, sizes >> 4));
        }
        if (segment.is_short()) return unreadable(source_, "truncated within its header");
        packets *= std::max<std::int64_t>(layers, 1) * header_.components;
        if (packets > static_cast<std::int64_t>(bytes_))
            return unreadable(source_, fmt::format("damaged: {} packets in {} bytes", packets, bytes_));
        return {};
    }

    // `stream` begins behind the marker of the first.
    Result<void> read_tile_parts(Part stream) {
        constexpr std::uint64_t in_front = 12;  // marker, length and numbers of a tile part
        std::vector<bool> seen(static_cast<std::size_t>(std::min<std::int64_t>(tiles_, 65'536)));
        std::int64_t count = 0;
        for (;;) {
            Part numbers = take_segment(stream);
            const auto tile = static_cast<std::size_t>(numbers.take(2));
            const std::uint64_t length = numbers.take(4);
            if (stream.is_short() || numbers.is_short()) return truncated();
            if (tile >= seen.size()) return unreadable(source_, fmt::format("damaged: it has no tile {}", tile));
            if (!seen[tile]) ++count;
            seen[tile] = true;
            if (length != 0 && length < in_front) return unreadable(source_, "damaged: a tile part without a length");
            const std::uint64_t rest = stream.left() < marker_size ? 0 : stream.left() - marker_size;
            if (auto ok = check_tile_part(stream.take_part(length == 0 ? rest : length - in_front)); !ok) return ok;
            const int marker = stream.take_int(marker_size);
            if (stream.is_short()) return truncated();
            if (marker == end_of_codestream) break;
            if (marker != start_of_tile_part) return unreadable(source_, "damaged between its tiles");
        }
        if (count < tiles_)
            return unreadable(source_, fmt::format("{} of its {} tiles are missing", tiles_ - count, tiles_));
        return {};
    }

    Result<void> check_tile_part(Part part) const {
        for (;;) {
            const int marker = part.take_int(marker_size);
            if (part.is_short()) return truncated();
            if (marker == start_of_data) return {};
            if (marker == coding_style || marker == component_style) return own_style("tile");
            (void)take_segment(part);
        }
    }

    Error truncated() const { return unreadable(source_, "truncated"); }

    const Source& source_;
    Jpeg2000Header header_{};
    std::uint64_t bytes_ = 0;
    std::int64_t tiles_ = 0;
    int levels_ = -1;
};

}  // namespace

Result<Jpeg2000Header> read_jpeg_2000_header(const Source& source) { return HeaderReader(source).read(); }

}  // namespace limner::codec
