#include <limner/check/check_fingerprint.h>

#include "check/nfiq2_features.h"
#include "support/ridge_pattern.h"

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
