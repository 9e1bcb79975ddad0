#include "frame/wsq_quantiser.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace limner::wsq {
namespace {

constexpr double least_variance = 1.01;  // a band that varies less is not coded
constexpr std::size_t lowest_bands = 4;  // whose bins have one width
constexpr double zero_bin_ratio = 1.2;

// How much wider than by its variance a band's bins are, by what the eye misses least.
double weight_of(std::size_t band) noexcept {
    constexpr std::array<double, band_count - third_block> highest{1.32, 1.08, 1.42, 1.08, 1.32, 1.42, 1.08, 1.08};
    return band < third_block ? 1.0 : highest[band - third_block];
}

// Share of the picture's samples in one band.
double share_of(std::size_t band) noexcept {
    if (band < lowest_bands) return 1.0 / 1024;
    return band < third_block - 1 ? 1.0 / 256 : 1.0 / 16;
}

// The middle of a band, where the print is: three quarters of its width, seven sixteenths of its height.
Area middle_of(const Area& band) noexcept {
    return {band.x + band.width / 8, band.y + 9 * band.height / 32, 3 * band.width / 4, 7 * band.height / 16};
}

double variance_of(const Plane& plane, const Area& area) {
    double sum = 0, squares = 0;
    for (int y = 0; y < area.height; ++y) {
        const float* row = plane.at(area.x, area.y + y);
        float row_sum = 0, row_squares = 0;
        for (int x = 0; x < area.width; ++x) {
            row_sum += row[x];
            row_squares += row[x] * row[x];
        }
        sum += static_cast<double>(row_sum);
        squares += static_cast<double>(row_squares);
    }
    const auto count = static_cast<double>(area.size());
    // Of one sample there is no variance: its square keeps a tiny picture's lowest band from being dropped.
    if (area.size() < 2) return squares;
    return (squares - sum * sum / count) / (count - 1);
}

std::array<double, band_count> variances_of(const Plane& plane, const Subbands& subbands) {
    constexpr double sure_print = 20'000;  // of the lowest bands' middles together; below it the whole bands count
    std::array<double, band_count> variances{};
    auto middle_variance = [&](const Area& band) {
        const Area middle = middle_of(band);
        return variance_of(plane, middle.size() < 2 ? band : middle);
    };
    double sum = 0;
    for (std::size_t i = 0; i < lowest_bands; ++i) sum += variances[i] = middle_variance(subbands.bands[i]);
    const bool take_all = sum < sure_print;
    for (std::size_t i = take_all ? 0 : lowest_bands; i < band_count; ++i)
        variances[i] = take_all ? variance_of(plane, subbands.bands[i]) : middle_variance(subbands.bands[i]);
    return variances;
}

using Widths = std::array<double, band_count>;

// The constant q by which all relative widths are divided to meet the rate, found by leaving out bands again and again
// that would get no bits.
double common_divisor(std::vector<std::size_t> bands, const Widths& relative, const Widths& variances, double rate) {
    double divisor = 1;
    while (!bands.empty()) {
        double share = 0, log_product = 0;
        for (std::size_t band : bands) {
            share += share_of(band);
            log_product += share_of(band) * std::log(std::sqrt(variances[band]) / relative[band]);
        }
        divisor = std::exp2(rate / share - 1) / 2.5 / std::exp(log_product / share);
        const auto left_out = std::erase_if(
            bands, [&](std::size_t band) { return relative[band] / divisor >= 5 * std::sqrt(variances[band]); });
        if (left_out == 0) break;
    }
    return divisor;
}

// The narrowest bins that keep a band's levels within 16 bits; only tiny pictures and high rates come near.
double least_width_of(const Plane& plane, const Area& area) {
    constexpr float most_levels = 32'000;
    float largest = 0;
    for (int y = 0; y < area.height; ++y) {
        const float* row = plane.at(area.x, area.y + y);
        for (int x = 0; x < area.width; ++x) largest = std::max(largest, std::abs(row[x]));
    }
    return static_cast<double>(largest / most_levels);
}

template <typename Band>
void for_coded_bands(const Subbands& subbands, const QuantisationTable& table, const Band& call) {
    for (std::size_t i = 0; i < band_count; ++i)
        if (table.bin_width[i] > 0)
            call(subbands.bands[i], static_cast<float>(table.bin_width[i]),
                 static_cast<float>(table.zero_bin_width[i] / 2));
}

}  // namespace

QuantisationTable allocate_bits(const Plane& coefficients, const Subbands& subbands, double bits_per_pixel) {
    const auto variances = variances_of(coefficients, subbands);
    Widths relative{};
    std::vector<std::size_t> bands;
    for (std::size_t i = 0; i < band_count; ++i) {
        if (!(variances[i] >= least_variance)) continue;
        relative[i] = i < lowest_bands ? 1 : 10 / (weight_of(i) * std::log(variances[i]));
        bands.push_back(i);
    }
    const double divisor = common_divisor(bands, relative, variances, bits_per_pixel);
    QuantisationTable table;
    for (std::size_t band : bands) {
        table.bin_width[band] = std::max(relative[band] / divisor, least_width_of(coefficients, subbands.bands[band]));
        table.zero_bin_width[band] = zero_bin_ratio * table.bin_width[band];
    }
    return table;
}

std::vector<std::int16_t> quantise(const Plane& coefficients, const Subbands& subbands,
                                   const QuantisationTable& table) {
    std::vector<std::int16_t> values(coded_count(subbands, table, 0, band_count));
    std::int16_t* out = values.data();
    constexpr float largest = std::numeric_limits<std::int16_t>::max();
    for_coded_bands(subbands, table, [&](const Area& band, float width, float half_zero) {
        const float scale = 1 / width;
        for (int y = 0; y < band.height; ++y) {
            const float* row = coefficients.at(band.x, band.y + y);
            for (int x = 0; x < band.width; ++x) {
                const float size = std::min((std::abs(row[x]) - half_zero) * scale + 1, largest);
                const int level = size > 1 ? static_cast<int>(size) : 0;
                out[x] = static_cast<std::int16_t>(row[x] < 0 ? -level : level);
            }
            out += band.width;
        }
    });
    return values;
}

std::size_t coded_count(const Subbands& subbands, const QuantisationTable& table, std::size_t first, std::size_t last) {
    std::size_t count = 0;
    for (std::size_t i = first; i < last; ++i)
        if (table.bin_width[i] > 0) count += subbands.bands[i].size();
    return count;
}

void dequantise(std::span<const std::int16_t> values, const Subbands& subbands, const QuantisationTable& table,
                Plane& coefficients) {
    const std::int16_t* in = values.data();
    const auto centre = static_cast<float>(table.bin_centre);
    for_coded_bands(subbands, table, [&](const Area& band, float width, float half_zero) {
        const float offset = half_zero - width * centre;  // of the first bin beside the zero bin, less one whole bin
        for (int y = 0; y < band.height; ++y) {
            float* row = coefficients.at(band.x, band.y + y);
            for (int x = 0; x < band.width; ++x) {
                const auto level = static_cast<float>(in[x]);
                row[x] = level * width + (level > 0 ? offset : level < 0 ? -offset : 0.0F);
            }
            in += band.width;
        }
    });
}

}  // namespace limner::wsq
