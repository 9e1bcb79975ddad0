#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace limner {

/// A net of one hidden layer that classifies a small cell of pixels.
template <std::size_t Inputs, std::size_t Hidden, std::size_t Classes>
struct CellNet {
    static constexpr std::size_t table_size = Inputs * Hidden + Hidden + Hidden * Classes + Classes;

    /// In thousandths, as sdk/recognise/training writes them: the weights of each neuron one after the other, then the
    /// biases; first the hidden layer.
    const std::int16_t* table;

    /// How probable each class is; the sum is 1.
    std::array<double, Classes> probabilities_of(const std::array<float, Inputs>& cell) const {
        auto middle = layer<Inputs, Hidden>(cell, table);
        for (float& value : middle) value = std::max(0.0F, value);
        const auto scores = layer<Hidden, Classes>(middle, table + Inputs * Hidden + Hidden);
        const float best = *std::ranges::max_element(scores);
        std::array<double, Classes> shares{};
        double sum = 0;
        for (std::size_t i = 0; i < Classes; ++i) sum += shares[i] = std::exp(double(scores[i]) - double(best));
        for (double& share : shares) share /= sum;
        return shares;
    }

private:
    template <std::size_t From, std::size_t To>
    static std::array<float, To> layer(const std::array<float, From>& from, const std::int16_t* weights) {
        std::array<float, To> to{};
        for (std::size_t i = 0; i < To; ++i) {
            float sum = weights[From * To + i];
            for (std::size_t j = 0; j < From; ++j) sum += from[j] * weights[i * From + j];
            to[i] = sum / 1000;
        }
        return to;
    }
};

/// A cell's pixels from its 5th to its 95th percentile as 0..1, as the nets have learned them.
template <std::size_t Inputs>
void spread_out(std::array<float, Inputs>& cell) {
    auto percentile = [](std::array<float, Inputs> values, double share) {
        const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * (Inputs - 1));
        std::ranges::nth_element(values, at);
        return *at;
    };
    const float low = percentile(cell, 0.05), high = percentile(cell, 0.95);
    for (float& value : cell) value = std::clamp((value - low) / std::max(0.05F, high - low), 0.0F, 1.0F);
}

}  // namespace limner
