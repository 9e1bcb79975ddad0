#pragma once

#include <limner/recognise/mrz.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

namespace limner {

/// How messages speak of the lines: how many there really are and the number of the first one.
struct MrzLineNumbers {
    std::int64_t count = 0;
    std::int64_t first = 1;
};

/// parse_mrz on views: `lines` are the first of `numbers.count` lines.
Result<Mrz> parse_mrz_lines(std::span<const std::string_view> lines, MrzLineNumbers numbers,
                            std::chrono::year_month_day today);

/// A to Z, 0 to 9 and the filler `<`: nothing else stands in an MRZ.
constexpr bool is_mrz_character(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '<';
}

/// The sum of Doc 9303 part 3, 4.9 over one text after another.
class MrzCheckSum {
public:
    /// False where a character has no value; then the sum is of no use.
    constexpr bool add(std::string_view text) noexcept {
        for (char c : text) {
            int value = values[static_cast<unsigned char>(c)];
            if (value < 0) return false;
            sum_ += static_cast<unsigned>(value) * weights[place_];
            place_ = place_ == 2 ? 0 : place_ + 1;
        }
        return true;
    }
    constexpr char digit() const noexcept { return static_cast<char>('0' + sum_ % 10); }

private:
    static constexpr std::array<unsigned, 3> weights{7, 3, 1};
    static constexpr std::array<signed char, 256> values = [] {
        std::array<signed char, 256> table{};
        table.fill(-1);
        for (int i = 0; i < 10; ++i) table[std::size_t('0' + i)] = static_cast<signed char>(i);
        for (int i = 0; i < 26; ++i) table[std::size_t('A' + i)] = static_cast<signed char>(10 + i);
        table['<'] = 0;
        return table;
    }();
    std::uint64_t sum_ = 0;
    std::size_t place_ = 0;
};

}  // namespace limner
