#pragma once

#include "frame/wsq_subbands.h"

#include <array>
#include <cstddef>
#include <vector>

namespace limner::wsq {

constexpr std::size_t low_taps = 5;   ///< From the centre outwards: a filter of 9 taps.
constexpr std::size_t high_taps = 4;  ///< 7 taps.

/// The analysis filters' halves; the other halves mirror them, and the synthesis filters follow from them.
struct Filters {
    std::array<float, low_taps> low{};
    std::array<float, high_taps> high{};
};

/// The 9/7 pair of the specification's table 1.
constexpr Filters standard_filters{
    {0.85269867900940344F, 0.37740285561265380F, -0.11062440441842342F, -0.02384946501938000F, 0.03782845550699546F},
    {0.78848561640566439F, -0.41809227322221221F, -0.04068941760955867F, 0.06453888262893856F}};

/// Picture or coefficients, row by row without gaps.
struct Plane {
    int width = 0;
    int height = 0;
    std::vector<float> values{};

    Plane(int w, int h) : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
    float* at(int x, int y) noexcept {
        return values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + x;
    }
    const float* at(int x, int y) const noexcept { return const_cast<Plane*>(this)->at(x, y); }
};

/// Picture to coefficients, in place.
void analyse(Plane& plane, const Subbands& subbands, const Filters& filters);

/// Coefficients to picture, in place.
void synthesise(Plane& plane, const Subbands& subbands, const Filters& filters);

}  // namespace limner::wsq
