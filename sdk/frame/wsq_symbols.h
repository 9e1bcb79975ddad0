#pragma once

#include <cstdint>

namespace limner::wsq {

/// What the code words of a block stand for (table 5 of the specification): 1 to 100 are runs of so many zeros, 107 to
/// 254 single values from -73 to 74; the rest is followed by a number of 8 or 16 bits.
constexpr std::uint32_t longest_coded_run = 100;
constexpr std::uint8_t positive_of_8_bits = 101;
constexpr std::uint8_t negative_of_8_bits = 102;
constexpr std::uint8_t positive_of_16_bits = 103;
constexpr std::uint8_t negative_of_16_bits = 104;
constexpr std::uint8_t run_of_8_bits = 105;
constexpr std::uint8_t run_of_16_bits = 106;
constexpr int value_zero = 180;  ///< The symbol of a value is this much more.
constexpr int least_coded_value = -73;
constexpr int largest_coded_value = 74;
constexpr int longest_run = 0xFFFF;

}  // namespace limner::wsq
