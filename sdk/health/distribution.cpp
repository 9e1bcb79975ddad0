#include <limner/health/distribution.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace limner {
namespace {

constexpr double classes_per_octave = 4;
constexpr double least = 1e-3, most = 1e6;

std::uint64_t saturated_sum(std::uint64_t a, std::uint64_t b) {
    return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

}  // namespace

int Distribution::class_of(double value) noexcept {
    double within = value >= least ? std::min(value, most) : least;  // NaN counts as the least
    return static_cast<int>(std::floor(std::log2(within) * classes_per_octave));
}

void Distribution::add(double value, std::uint64_t times) { add_class(class_of(value), times); }

void Distribution::add_class(int index, std::uint64_t times) {
    if (times == 0) return;
    auto& there = classes_[std::clamp(index, class_of(least), class_of(most))];
    there = saturated_sum(there, times);
    count_ = saturated_sum(count_, times);
}

void Distribution::add(const Distribution& other) {
    for (const auto& [index, times] : other.classes_) add_class(index, times);
}

std::optional<double> Distribution::percentile(double share) const {
    if (count_ == 0) return std::nullopt;
    double wanted = std::clamp(share, 0.0, 1.0) * static_cast<double>(count_), seen = 0;
    for (const auto& [index, times] : classes_) {
        seen += static_cast<double>(times);
        if (seen >= wanted) return std::exp2((index + 0.5) / classes_per_octave);
    }
    return std::exp2((classes_.rbegin()->first + 0.5) / classes_per_octave);
}

}  // namespace limner
