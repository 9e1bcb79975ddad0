#pragma once

#include <array>
#include <cstddef>

namespace limner::wsq {

constexpr std::size_t split_count = 20;
constexpr std::size_t band_count = 60;        ///< Of 64; the last four, the highest frequencies, are never coded.
constexpr std::size_t table_band_count = 64;  ///< In a file's quantisation table.
constexpr std::size_t second_block = 19;      ///< First band of the second block.
constexpr std::size_t third_block = 52;       ///< First band of the third block.

/// A rectangle of the picture's plane.
struct Area {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;

    std::size_t size() const noexcept { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }
};

/// One area that is split into low and high frequencies both ways. What was the upper half of a split has its spectrum
/// turned round, so that there the high half comes first.
struct Split {
    Area area{};
    bool high_first_across = false;
    bool high_first_down = false;
};

/// The splits in the order of the analysis, parents first, and the bands in the order of the code stream.
struct Subbands {
    std::array<Split, split_count> splits{};
    std::array<Area, band_count> bands{};
};

/// Where everything lies in a picture of this size (figures 3 and 4 of the specification).
Subbands subbands_of(int width, int height) noexcept;

}  // namespace limner::wsq
