#include <limner/frame/wsq.h>

#include "support/ridge_pattern.h"

#include <benchmark/benchmark.h>

namespace {

void encode(benchmark::State& state, const limner::test::RidgePattern& pattern) {
    const limner::Image print = limner::test::make_ridge_pattern(pattern);
    for (auto _ : state) benchmark::DoNotOptimize(limner::encode_wsq(print));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(print.bytes().size()));
}

void decode(benchmark::State& state, const limner::test::RidgePattern& pattern, double bits_per_pixel) {
    const limner::Image print = limner::test::make_ridge_pattern(pattern);
    const auto file = limner::encode_wsq(print, {.bits_per_pixel = bits_per_pixel}).value();
    for (auto _ : state) benchmark::DoNotOptimize(limner::decode_wsq(file, "print.wsq"));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(print.bytes().size()));
}

constexpr limner::test::RidgePattern usual{};
constexpr limner::test::RidgePattern large{.width_px = 1600, .height_px = 1500};

BENCHMARK_CAPTURE(encode, 416x560, usual)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(encode, 1600x1500, large)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(decode, 416x560, usual, 0.75)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(decode, 416x560_at_2_25, usual, 2.25)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(decode, 1600x1500, large, 0.75)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

}  // namespace

BENCHMARK_MAIN();
