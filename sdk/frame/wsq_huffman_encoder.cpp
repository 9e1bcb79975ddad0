#include "frame/wsq_huffman.h"
#include "frame/wsq_symbols.h"

#include <algorithm>

namespace limner::wsq {
namespace {

constexpr std::size_t symbol_count = 256;
constexpr std::size_t reserved = symbol_count;  // takes the code of ones only, which padding could be taken for

// Calls `put(symbol, extra, extra_bits)` for every code word of a block.
template <typename Put>
void for_each_code(std::span<const std::int16_t> values, const Put& put) {
    auto put_run = [&](std::uint32_t run) {
        if (run <= longest_coded_run)
            put(static_cast<std::uint8_t>(run), 0U, 0);
        else if (run <= 0xFF)
            put(run_of_8_bits, run, 8);
        else
            put(run_of_16_bits, run, 16);
    };
    const std::int16_t* at = values.data();
    const std::int16_t* const end = at + values.size();
    while (at != end) {
        if (*at == 0) {
            const auto room = std::min<std::ptrdiff_t>(end - at, longest_run);
            const std::int16_t* stop = std::find_if(at, at + room, [](std::int16_t v) { return v != 0; });
            put_run(static_cast<std::uint32_t>(stop - at));
            at = stop;
            continue;
        }
        const int value = *at++;
        const auto size = static_cast<std::uint32_t>(value < 0 ? -value : value);
        const bool is_short = size <= 0xFF;
        if (value >= least_coded_value && value <= largest_coded_value)
            put(static_cast<std::uint8_t>(value + value_zero), 0U, 0);
        else if (value > 0)
            put(is_short ? positive_of_8_bits : positive_of_16_bits, size, is_short ? 8 : 16);
        else
            put(is_short ? negative_of_8_bits : negative_of_16_bits, size, is_short ? 8 : 16);
    }
}

using Counts = std::array<std::uint64_t, symbol_count + 1>;
using Lengths = std::array<int, symbol_count + 1>;

// Huffman's tree: the two rarest become one, again and again; every member of either gets one bit longer.
Lengths code_lengths(Counts counts) {
    Lengths lengths{};
    std::array<int, symbol_count + 1> next{};  // members of one tree, as a chain
    next.fill(-1);
    auto rarest_but = [&](int other) {
        int rarest = -1;
        for (int i = 0; i <= static_cast<int>(reserved); ++i) {
            const auto count = counts[static_cast<std::size_t>(i)];
            if (count > 0 && i != other && (rarest < 0 || count <= counts[static_cast<std::size_t>(rarest)]))
                rarest = i;
        }
        return rarest;
    };
    for (;;) {
        const int first = rarest_but(-1), second = rarest_but(first);
        if (second < 0) return lengths;
        counts[static_cast<std::size_t>(first)] += counts[static_cast<std::size_t>(second)];
        counts[static_cast<std::size_t>(second)] = 0;
        int last = first;
        for (int i = first; i >= 0; i = next[static_cast<std::size_t>(i)]) {
            ++lengths[static_cast<std::size_t>(i)];
            last = i;
        }
        next[static_cast<std::size_t>(last)] = second;
        for (int i = second; i >= 0; i = next[static_cast<std::size_t>(i)]) ++lengths[static_cast<std::size_t>(i)];
    }
}

// Pairs of codes above 16 bits move up: one takes their common prefix, the other goes beside a shorter code.
std::array<int, symbol_count + 2> limited_counts(const Lengths& lengths) {
    std::array<int, symbol_count + 2> counts{};
    for (int length : lengths)
        if (length > 0) ++counts[static_cast<std::size_t>(length)];
    for (std::size_t i = symbol_count; i > longest_code; --i) {
        while (counts[i] > 0) {
            std::size_t shorter = i - 2;
            while (counts[shorter] == 0) --shorter;
            counts[i] -= 2;
            counts[i - 1] += 1;
            counts[shorter + 1] += 2;
            counts[shorter] -= 1;
        }
    }
    return counts;
}

struct Code {
    std::uint32_t bits = 0;
    int length = 0;
};

std::array<Code, symbol_count> codes_of(const HuffmanTable& table) {
    std::array<Code, symbol_count> codes{};
    std::uint32_t code = 0;
    std::size_t at = 0;
    for (std::size_t length = 1; length <= longest_code; ++length, code <<= 1)
        for (int i = 0; i < table.counts[length - 1]; ++i)
            codes[table.symbols[at++]] = {code++, static_cast<int>(length)};
    return codes;
}

class BitWriter {
public:
    explicit BitWriter(std::size_t likely) { bytes_.reserve(likely); }
    void put(std::uint32_t bits, int count) {
        window_ = window_ << count | bits;
        held_ += count;
        while (held_ >= 8) put_byte(static_cast<std::uint8_t>(window_ >> (held_ -= 8)));
    }
    std::vector<std::byte> finish() && {
        if (const int missing = (8 - held_) % 8) put((1U << missing) - 1, missing);
        return std::move(bytes_);
    }

private:
    void put_byte(std::uint8_t byte) {
        bytes_.push_back(std::byte{byte});
        if (byte == 0xFF) bytes_.push_back(std::byte{0});
    }
    std::vector<std::byte> bytes_{};
    std::uint64_t window_ = 0;
    int held_ = 0;
};

}  // namespace

HuffmanTable make_table(std::span<const std::span<const std::int16_t>> blocks) {
    Counts counts{};
    counts[reserved] = 1;
    for (const auto& block : blocks)
        for_each_code(block, [&](std::uint8_t symbol, std::uint32_t, int) { ++counts[symbol]; });
    const Lengths lengths = code_lengths(counts);
    auto per_length = limited_counts(lengths);
    HuffmanTable table;
    std::size_t longest = longest_code;
    while (longest > 0 && per_length[longest] == 0) --longest;
    if (longest > 0) --per_length[longest];  // the reserved code, last among the longest
    for (std::size_t i = 1; i <= longest_code; ++i) table.counts[i - 1] = static_cast<std::uint8_t>(per_length[i]);
    for (std::size_t symbol = 0; symbol < symbol_count; ++symbol)
        if (counts[symbol] > 0) table.symbols.push_back(static_cast<std::uint8_t>(symbol));
    std::ranges::stable_sort(table.symbols, {}, [&](std::uint8_t symbol) { return lengths[symbol]; });
    return table;
}

std::vector<std::byte> encode_block(std::span<const std::int16_t> values, const HuffmanTable& table) {
    const auto codes = codes_of(table);
    BitWriter writer(values.size() / 4);
    for_each_code(values, [&](std::uint8_t symbol, std::uint32_t extra, int extra_bits) {
        writer.put(codes[symbol].bits, codes[symbol].length);
        if (extra_bits > 0) writer.put(extra, extra_bits);
    });
    return std::move(writer).finish();
}

}  // namespace limner::wsq
