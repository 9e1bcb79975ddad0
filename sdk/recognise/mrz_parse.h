#pragma once

#include <limner/recognise/mrz.h>

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

}  // namespace limner
