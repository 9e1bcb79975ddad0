#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace limner::wsq {

constexpr std::size_t longest_code = 16;

/// A Huffman table as a file has it: how many codes there are of each length, 1 to 16, and their symbols in order.
struct HuffmanTable {
    std::array<std::uint8_t, longest_code> counts{};
    std::vector<std::uint8_t> symbols{};  ///< As many as `counts` add up to.
};

/// The best table for the coefficients of some blocks. A run of zeros does not go on from one block to the next.
HuffmanTable make_table(std::span<const std::span<const std::int16_t>> blocks);

/// The code bits of one block, ones up to a whole byte and 0xFF followed by a 0. `table`: one that make_table() gave
/// for it.
std::vector<std::byte> encode_block(std::span<const std::int16_t> values, const HuffmanTable& table);

/// Turns code bits into coefficients by one table.
class BlockDecoder {
public:
    /// Nothing where the lengths do not make a prefix code.
    static std::optional<BlockDecoder> create(const HuffmanTable& table);

    enum class Outcome { done, unknown_code, too_many_values, cut_off };

    /// Appends the values of one block to `values`, of which there may be `most` in all. `bits`: the block's bytes, the
    /// zeros behind 0xFF already taken out.
    Outcome decode(std::span<const std::byte> bits, std::size_t most, std::vector<std::int16_t>& values) const;

private:
    static constexpr std::size_t fast_bits = 12;
    struct Entry {
        std::uint8_t symbol = 0;
        std::uint8_t length = 0;  ///< 0: no code of up to fast_bits begins so.
    };
    Entry find(std::uint32_t next_16_bits) const noexcept;

    std::array<Entry, std::size_t{1} << fast_bits> fast_{};
    std::array<std::uint32_t, longest_code + 1>
        end_code_{};                                   ///< By length: the first left-aligned code behind its last.
    std::array<int, longest_code + 1> first_index_{};  ///< By length: symbol's place less its code.
    std::vector<std::uint8_t> symbols_{};
};

}  // namespace limner::wsq
