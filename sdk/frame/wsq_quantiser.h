#pragma once

#include "frame/wsq_subbands.h"
#include "frame/wsq_wavelet.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace limner::wsq {

/// A file's quantisation table. A band whose bin width is 0 is not coded.
struct QuantisationTable {
    double bin_centre = 0.44;  ///< Where in its bin a value is put back, as a share of the bin.
    std::array<double, table_band_count> bin_width{};
    std::array<double, table_band_count> zero_bin_width{};
};

/// Bin widths for a rate of `bits_per_pixel` (section 3 of the specification's encoder: rate allocation by the bands'
/// variances).
QuantisationTable allocate_bits(const Plane& coefficients, const Subbands& subbands, double bits_per_pixel);

/// The coded bands' coefficients as whole numbers, in the order of the code stream.
std::vector<std::int16_t> quantise(const Plane& coefficients, const Subbands& subbands, const QuantisationTable& table);

/// How many coefficients of the bands first..last-1 are coded.
std::size_t coded_count(const Subbands& subbands, const QuantisationTable& table, std::size_t first, std::size_t last);

/// The inverse of quantise(); `values` holds as many as coded_count() of all bands says. What is not coded is 0.
void dequantise(std::span<const std::int16_t> values, const Subbands& subbands, const QuantisationTable& table,
                Plane& coefficients);

}  // namespace limner::wsq
