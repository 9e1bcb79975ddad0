#include <limner/check/check_fingerprint.h>
#include <limner/check/fingerprint_minutiae.h>
#include <limner/check/segment_slap.h>

#include "check/nfiq2_features.h"
#include "support/ridge_pattern.h"
#include "support/slap_pattern.h"

#include <benchmark/benchmark.h>

namespace {

void check_print(benchmark::State& state, const limner::test::RidgePattern& pattern) {
    limner::Image print = limner::test::make_ridge_pattern(pattern);
    for (auto _ : state) {
        auto result = limner::check_fingerprint(print, limner::profiles::fingerprint_enrol(), pattern.ppi);
        benchmark::DoNotOptimize(result);
    }
}

void nfiq2_features(benchmark::State& state, const limner::test::RidgePattern& pattern) {
    limner::Image print = limner::test::make_ridge_pattern(pattern);
    cv::setNumThreads(1);
    const cv::Mat gray(print.height(), print.width(), CV_8U, const_cast<std::byte*>(print.bytes().data()));
    for (auto _ : state) benchmark::DoNotOptimize(limner::nfiq2::features_of(gray));
}

void extract_print(benchmark::State& state) {
    const limner::Image print = limner::test::make_ridge_pattern({});
    for (auto _ : state) benchmark::DoNotOptimize(limner::extract_minutiae(print, 500));
}

void match_prints(benchmark::State& state, std::uint32_t seed) {
    limner::test::RidgePattern pattern{.seed = seed};
    pattern.impression = {.number = 2, .turn_degrees = 8, .stretch_px = 3};
    const auto one = limner::extract_minutiae(limner::test::make_ridge_pattern({}), 500).value(),
               other = limner::extract_minutiae(limner::test::make_ridge_pattern(pattern), 500).value();
    for (auto _ : state) benchmark::DoNotOptimize(limner::match_minutiae(one, other));
}

void segment_hand(benchmark::State& state) {
    const auto drawn = limner::test::make_slap_pattern({.has_one_print = true, .tilt_degrees = 15});
    for (auto _ : state) benchmark::DoNotOptimize(limner::segment_slap(drawn.image, limner::Slap::right_four, 500));
}

BENCHMARK(extract_print)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(match_prints, mates, 1)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(match_prints, others, 5)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(segment_hand)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(nfiq2_features, good_416x560_500ppi, limner::test::RidgePattern{})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(check_print, good_416x560_500ppi, limner::test::RidgePattern{})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(check_print, wet_416x560_500ppi, limner::test::RidgePattern{.wetness = 1})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(check_print, good_832x1120_1000ppi,
                  limner::test::RidgePattern{.width_px = 832, .height_px = 1120, .ppi = 1000})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();

}  // namespace

BENCHMARK_MAIN();
