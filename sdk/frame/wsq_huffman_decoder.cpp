#include "frame/wsq_huffman.h"
#include "frame/wsq_symbols.h"

#include <algorithm>
#include <limits>

namespace limner::wsq {
namespace {

// The next bits of a block; behind its end come ones, as behind a whole byte of padding.
class BitReader {
public:
    explicit BitReader(std::span<const std::byte> bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

    std::uint32_t peek(int count) noexcept {
        while (held_ < count) refill();
        return static_cast<std::uint32_t>(window_ >> (held_ - count)) & ((1U << count) - 1);
    }
    void skip(int count) noexcept { held_ -= count; }
    std::uint32_t take(int count) noexcept {
        const auto bits = peek(count);
        skip(count);
        return bits;
    }
    /// Bits left of the block itself; negative where more were taken.
    std::ptrdiff_t left() const noexcept { return (end_ - at_) * 8 + held_ - made_up_; }

private:
    void refill() noexcept {
        if (at_ == end_) {
            window_ = window_ << 8 | 0xFF;
            made_up_ += 8;
        } else {
            window_ = window_ << 8 | static_cast<std::uint8_t>(*at_++);
        }
        held_ += 8;
    }
    const std::byte* at_;
    const std::byte* end_;
    std::uint64_t window_ = 0;
    int held_ = 0;
    std::ptrdiff_t made_up_ = 0;
};

bool is_padding(BitReader& reader) noexcept {
    const auto left = static_cast<int>(reader.left());
    return left < 8 && reader.peek(left) == (1U << left) - 1;
}

// What one code word says: so many zeros, or one value.
struct Word {
    bool is_run = false;
    std::int32_t number = 0;
};

std::optional<Word> word_of(std::uint8_t symbol, BitReader& reader) noexcept {
    auto number = [&reader](int bits) { return static_cast<std::int32_t>(reader.take(bits)); };
    switch (symbol) {
        case positive_of_8_bits: return Word{false, number(8)};
        case negative_of_8_bits: return Word{false, -number(8)};
        case positive_of_16_bits: return Word{false, number(16)};
        case negative_of_16_bits: return Word{false, -number(16)};
        case run_of_8_bits: return Word{true, number(8)};
        case run_of_16_bits: return Word{true, number(16)};
        case 0:
        case 0xFF: return std::nullopt;
        default: break;
    }
    if (symbol <= longest_coded_run) return Word{true, symbol};
    return Word{false, symbol - value_zero};
}

}  // namespace

std::optional<BlockDecoder> BlockDecoder::create(const HuffmanTable& table) {
    BlockDecoder decoder;
    decoder.symbols_ = table.symbols;
    std::uint32_t code = 0;
    int index = 0;
    for (std::size_t length = 1; length <= longest_code; ++length, code <<= 1) {
        const int count = table.counts[length - 1];
        decoder.first_index_[length] = index - static_cast<int>(code);
        if (code + static_cast<std::uint32_t>(count) > 1U << length) return std::nullopt;
        for (int i = 0; length <= fast_bits && i < count; ++i) {
            const auto begin = (code + static_cast<std::uint32_t>(i)) << (fast_bits - length);
            const Entry entry{table.symbols[static_cast<std::size_t>(index + i)], static_cast<std::uint8_t>(length)};
            std::fill_n(decoder.fast_.begin() + begin, std::size_t{1} << (fast_bits - length), entry);
        }
        code += static_cast<std::uint32_t>(count);
        index += count;
        decoder.end_code_[length] = code << (longest_code - length);
    }
    return decoder;
}

BlockDecoder::Entry BlockDecoder::find(std::uint32_t next_16_bits) const noexcept {
    const Entry fast = fast_[next_16_bits >> (longest_code - fast_bits)];
    if (fast.length > 0) return fast;
    for (std::size_t length = fast_bits + 1; length <= longest_code; ++length) {
        if (next_16_bits >= end_code_[length]) continue;
        const int index = static_cast<int>(next_16_bits >> (longest_code - length)) + first_index_[length];
        return {symbols_[static_cast<std::size_t>(index)], static_cast<std::uint8_t>(length)};
    }
    return {};
}

BlockDecoder::Outcome BlockDecoder::decode(std::span<const std::byte> bits, std::size_t most,
                                           std::vector<std::int16_t>& values) const {
    BitReader reader(bits);
    while (reader.left() > 0) {
        const Entry entry = find(reader.peek(longest_code));
        if (entry.length == 0 || entry.length > reader.left()) {
            if (is_padding(reader)) return Outcome::done;
            return entry.length == 0 ? Outcome::unknown_code : Outcome::cut_off;
        }
        reader.skip(entry.length);
        const auto word = word_of(entry.symbol, reader);
        if (!word) return Outcome::unknown_code;
        if (reader.left() < 0) return Outcome::cut_off;
        const std::size_t count = word->is_run ? static_cast<std::size_t>(word->number) : 1;
        if (count > most - values.size()) return Outcome::too_many_values;
        constexpr std::int32_t largest = std::numeric_limits<std::int16_t>::max();
        const auto value = static_cast<std::int16_t>(word->is_run ? 0 : std::clamp(word->number, -largest, largest));
        if (count == 1)
            values.push_back(value);
        else
            values.resize(values.size() + count);
    }
    return Outcome::done;
}

}  // namespace limner::wsq
