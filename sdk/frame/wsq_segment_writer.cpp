#include "frame/wsq_segments.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace limner::wsq {
namespace {

struct Decimal {
    std::uint32_t digits = 0;
    std::uint8_t power = 0;
};

// As many digits as fit below `limit`.
Decimal decimal_of(double value, double limit) {
    constexpr std::uint8_t most_power = 200;
    if (!(value > 0)) return {};
    Decimal decimal;
    double scaled = value;
    while (std::round(scaled * 10) < limit && decimal.power < most_power) {
        scaled *= 10;
        ++decimal.power;
    }
    decimal.digits = static_cast<std::uint32_t>(std::min(std::round(scaled), limit - 1));
    return decimal;
}

constexpr double limit_16 = 65'536, limit_32 = 4'294'967'296.0;

}  // namespace

double as_written(double value) {
    const Decimal decimal = decimal_of(value, limit_16);
    return decimal.digits / std::pow(10.0, decimal.power);
}

void SegmentWriter::put_8(std::uint32_t value) { bytes_.push_back(static_cast<std::byte>(value)); }
void SegmentWriter::put_16(std::uint32_t value) {
    put_8(value >> 8);
    put_8(value & 0xFF);
}
void SegmentWriter::put_32(std::uint32_t value) {
    put_16(value >> 16);
    put_16(value & 0xFFFF);
}

void SegmentWriter::put_decimal(double value) {
    const Decimal decimal = decimal_of(value, limit_16);
    put_8(decimal.power);
    put_16(decimal.digits);
}

void SegmentWriter::put_tap(double value) {
    const Decimal decimal = decimal_of(std::abs(value), limit_32);
    put_8(value < 0 ? 1 : 0);
    put_8(decimal.power);
    put_32(decimal.digits);
}

void SegmentWriter::put(Marker marker) { put_16(static_cast<std::uint16_t>(marker)); }

void SegmentWriter::put(const FrameHeader& header) {
    put(Marker::frame_header);
    put_16(17);
    put_8(0);
    put_8(255);
    put_16(static_cast<std::uint32_t>(header.height));
    put_16(static_cast<std::uint32_t>(header.width));
    put_decimal(header.shift);
    put_decimal(header.scale);
    put_8(static_cast<std::uint32_t>(header.encoder));
    put_16(static_cast<std::uint32_t>(header.software));
}

void SegmentWriter::put(const Filters& filters) {
    constexpr std::size_t bytes_per_tap = 6;
    put(Marker::transform_table);
    put_16(static_cast<std::uint32_t>(4 + bytes_per_tap * (low_taps + high_taps)));
    put_8(2 * low_taps - 1);
    put_8(2 * high_taps - 1);
    for (float tap : filters.low) put_tap(static_cast<double>(tap));
    for (float tap : filters.high) put_tap(static_cast<double>(tap));
}

void SegmentWriter::put(const QuantisationTable& table) {
    constexpr std::size_t bytes_per_band = 6;
    put(Marker::quantisation_table);
    put_16(static_cast<std::uint32_t>(5 + bytes_per_band * table_band_count));
    put_decimal(table.bin_centre);
    for (std::size_t i = 0; i < table_band_count; ++i) {
        put_decimal(table.bin_width[i]);
        put_decimal(table.zero_bin_width[i]);
    }
}

void SegmentWriter::put(const HuffmanTable& table, std::uint8_t number) {
    put(Marker::huffman_table);
    put_16(static_cast<std::uint32_t>(3 + table.counts.size() + table.symbols.size()));
    put_8(number);
    for (auto count : table.counts) put_8(count);
    for (auto symbol : table.symbols) put_8(symbol);
}

void SegmentWriter::put_comment(std::string_view text) {
    put(Marker::comment);
    put_16(static_cast<std::uint32_t>(2 + text.size()));
    for (char c : text) put_8(static_cast<std::uint8_t>(c));
}

void SegmentWriter::put_block(std::uint8_t table_number, std::span<const std::byte> bits) {
    put(Marker::block_header);
    put_16(3);
    put_8(table_number);
    bytes_.insert(bytes_.end(), bits.begin(), bits.end());
}

std::vector<std::byte> SegmentWriter::finish() && {
    put(Marker::end_of_image);
    return std::move(bytes_);
}

std::optional<NistCom> parse_nistcom(std::string_view comment) {
    if (!comment.starts_with("NIST_COM")) return std::nullopt;
    NistCom lines;
    bool is_first = true;
    while (!comment.empty()) {
        const std::size_t end = std::min(comment.find('\n'), comment.size());
        std::string_view line = comment.substr(0, end);
        comment.remove_prefix(std::min(end + 1, comment.size()));
        while (!line.empty() && (line.back() == '\r' || line.back() == '\0')) line.remove_suffix(1);
        const std::size_t space = std::min(line.find(' '), line.size());
        if (!is_first && !line.empty())
            lines.emplace_back(line.substr(0, space), line.substr(std::min(space + 1, line.size())));
        is_first = false;
    }
    return lines;
}

std::string format_nistcom(const NistCom& lines) {
    std::string text = fmt::format("NIST_COM {}", lines.size() + 1);
    for (const auto& [name, value] : lines) text += fmt::format("\n{} {}", name, value);
    return text;
}

}  // namespace limner::wsq
