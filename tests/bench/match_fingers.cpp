#include <limner/check/fingerprint_minutiae.h>

#include "support/ridge_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string_view>
#include <vector>

/// Measures the matcher on generated fingers, which are synthetic: match_fingers [FINGERS [FIRST-SEED]].
namespace limner::test {
namespace {

using Flow = RidgePattern::Flow;

struct Kind {
    std::string_view name;
    double dryness, stretch_px, most_turn_degrees, covered_share;
};
constexpr std::array kinds{Kind{"elastic", 0.1, 5, 8, 1}, Kind{"partial", 0.1, 2, 8, 0.62}, Kind{"dry", 0.6, 2, 8, 1},
                           Kind{"rotated", 0.1, 2, 40, 1}};

RidgePattern finger(std::uint32_t seed) {
    RidgePattern pattern{.seed = seed, .flow = static_cast<Flow>(seed % 4)};
    pattern.impression.number = 1;
    return pattern;
}

RidgePattern second_impression(std::uint32_t seed, const Kind& kind) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(-1, 1);
    RidgePattern pattern = finger(seed);
    pattern.dryness = kind.dryness;
    pattern.covered_share = kind.covered_share;
    pattern.impression = {.number = 2,
                          .turn_degrees = kind.most_turn_degrees * share(random),
                          .shift_x_px = 25 * share(random),
                          .shift_y_px = 25 * share(random),
                          .stretch_px = kind.stretch_px};
    return pattern;
}

FingerprintMinutiae minutiae_of(const RidgePattern& pattern) {
    return extract_minutiae(make_ridge_pattern(pattern), pattern.ppi).value();
}

double quantile(std::vector<double> sorted, double share) {
    std::ranges::sort(sorted);
    return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

void measure(int fingers, std::uint32_t first_seed) {
    constexpr int others = 60;
    std::vector<FingerprintMinutiae> first, second;
    double count = 0;
    for (int i = 0; i < fingers; ++i) {
        const std::uint32_t seed = first_seed + static_cast<std::uint32_t>(i);
        first.push_back(minutiae_of(finger(seed)));
        second.push_back(minutiae_of(second_impression(seed, kinds[static_cast<std::size_t>(i / 4) % kinds.size()])));
        count += static_cast<double>(first.back().points.size());
    }
    std::vector<double> impostors, mates;
    const auto begun = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < first.size(); ++i) {
        mates.push_back(match_minutiae(first[i], second[i]));
        for (std::size_t step = 1; step <= others && step < second.size(); ++step)
            impostors.push_back(match_minutiae(first[i], second[(i + step) % second.size()]));
    }
    const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begun;
    const double threshold = quantile(impostors, 0.999);
    auto misses = [&](double at, std::size_t kind) {
        double all = 0, missed = 0;
        for (std::size_t i = 0; i < mates.size(); ++i) {
            if (kind < kinds.size() && i / 4 % kinds.size() != kind) continue;
            ++all;
            missed += mates[i] <= at;
        }
        return 100 * missed / std::max(all, 1.0);
    };
    const auto above = std::ranges::count_if(impostors, [](double score) { return score >= same_finger_score; });
    fmt::print("{} generated fingers (synthetic), {:.0f} minutiae each, {} comparisons of different fingers\n", fingers,
               count / fingers, impostors.size());
    fmt::print("{:.1f} ms a comparison; worst mate {:.3f}\n",
               spent.count() / static_cast<double>(impostors.size() + mates.size()), std::ranges::min(mates));
    fmt::print("threshold at a false match rate of 0.1 %: {:.3f} (0.01 %: {:.3f})\n", threshold,
               quantile(impostors, 0.9999));
    fmt::print("false non-matches there: {:.2f} %\n", misses(threshold, kinds.size()));
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        fmt::print("  {:8} {:.2f} %\n", kinds[kind].name, misses(threshold, kind));
    fmt::print("at same_finger_score {:.2f}: false matches {:.3f} %, false non-matches {:.2f} %\n", same_finger_score,
               100.0 * static_cast<double>(above) / static_cast<double>(impostors.size()),
               misses(same_finger_score - 1e-9, kinds.size()));
}

}  // namespace
}  // namespace limner::test

int main(int count, char** arguments) {
    const int fingers = count > 1 ? std::atoi(arguments[1]) : 500;
    const int seed = count > 2 ? std::atoi(arguments[2]) : 10'000;
    if (fingers < 2) return 3;
    limner::test::measure(fingers, static_cast<std::uint32_t>(seed));
    return 0;
}
