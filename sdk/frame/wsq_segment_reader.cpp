#include "frame/wsq_segments.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace limner::wsq {
namespace {

// Numbers of a segment, most significant byte first. Reading behind the end gives zeros and is remembered.
class BodyReader {
public:
    explicit BodyReader(std::span<const std::byte> body) : left_(body) {}
    std::uint32_t take(std::size_t bytes) noexcept {
        is_short_ = is_short_ || left_.size() < bytes;
        if (is_short_) return 0;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<std::uint8_t>(left_[i]);
        left_ = left_.subspan(bytes);
        return value;
    }
    double take_decimal(std::size_t bytes) noexcept {
        const auto power = static_cast<int>(take(1));
        return take(bytes) / std::pow(10.0, power);
    }
    bool is_short() const noexcept { return is_short_; }
    bool is_empty() const noexcept { return left_.empty(); }

private:
    std::span<const std::byte> left_;
    bool is_short_ = false;
};

Error damaged(const codec::Source& source, std::string_view what) {
    return codec::unreadable(source, fmt::format("damaged: {}", what));
}

// Taps from the centre outwards, as the file has them.
template <std::size_t Taps>
bool take_taps(BodyReader& reader, std::size_t count, std::array<float, Taps>& taps) {
    constexpr double largest = 2;  // of a filter that keeps the energy no tap comes near
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_negative = reader.take(1) != 0;
        const double size = reader.take_decimal(4);
        if (size > largest) return false;
        taps[i] = static_cast<float>(is_negative ? -size : size);
    }
    return true;
}

}  // namespace

Result<FrameHeader> read_frame_header(const codec::Source& source, std::span<const std::byte> body) {
    BodyReader reader(body);
    FrameHeader header;
    (void)reader.take(2);  // the gray levels of black and white
    header.height = static_cast<int>(reader.take(2));
    header.width = static_cast<int>(reader.take(2));
    header.shift = reader.take_decimal(2);
    header.scale = reader.take_decimal(2);
    header.encoder = static_cast<int>(reader.take(1));
    header.software = static_cast<int>(reader.take(2));
    if (reader.is_short()) return damaged(source, "its frame header is too short");
    if (auto ok = codec::check_size(source, header.width, header.height); !ok) return ok.error();
    return header;
}

Result<Filters> read_transform_table(const codec::Source& source, std::span<const std::byte> body) {
    BodyReader reader(body);
    const std::size_t lows = reader.take(1), highs = reader.take(1);
    if (reader.is_short()) return damaged(source, "its transform table is too short");
    constexpr std::size_t longest_low = 2 * low_taps - 1, longest_high = 2 * high_taps - 1;
    if (lows % 2 == 0 || highs % 2 == 0 || lows > longest_low || highs > longest_high)
        return Error{ErrorCode::unsupported,
                     fmt::format("{}: its wavelet filters have {} and {} taps; odd numbers up to {} and {} are read",
                                 source.name, lows, highs, longest_low, longest_high)};
    Filters filters;
    if (!take_taps(reader, (lows + 1) / 2, filters.low) || !take_taps(reader, (highs + 1) / 2, filters.high))
        return damaged(source, "its transform table holds no wavelet filter");
    if (reader.is_short()) return damaged(source, "its transform table is too short");
    return filters;
}

Result<QuantisationTable> read_quantisation_table(const codec::Source& source, std::span<const std::byte> body) {
    BodyReader reader(body);
    QuantisationTable table;
    table.bin_centre = reader.take_decimal(2);
    for (std::size_t i = 0; i < table_band_count; ++i) {
        table.bin_width[i] = reader.take_decimal(2);
        table.zero_bin_width[i] = reader.take_decimal(2);
    }
    if (reader.is_short()) return damaged(source, "its quantisation table is too short");
    return table;
}

Result<std::vector<std::size_t>> read_huffman_tables(const codec::Source& source, std::span<const std::byte> body,
                                                     HuffmanTables& tables) {
    BodyReader reader(body);
    std::vector<std::size_t> changed;
    do {
        const std::size_t number = reader.take(1);
        if (number >= huffman_table_count)
            return damaged(source, fmt::format("a Huffman table has the number {}", number));
        HuffmanTable table;
        for (auto& count : table.counts) count = static_cast<std::uint8_t>(reader.take(1));
        const auto symbols = std::accumulate(table.counts.begin(), table.counts.end(), std::size_t{0});
        constexpr std::size_t most_symbols = 256;
        if (symbols > most_symbols) return damaged(source, fmt::format("a Huffman table has {} codes", symbols));
        table.symbols.resize(symbols);
        for (auto& symbol : table.symbols) symbol = static_cast<std::uint8_t>(reader.take(1));
        if (reader.is_short()) return damaged(source, "a Huffman table is too short");
        tables[number] = std::move(table);
        changed.push_back(number);
    } while (!reader.is_empty());
    return changed;
}

}  // namespace limner::wsq
