#include <limner/check/check_page.h>
#include <limner/recognise/document_page.h>

#include "support/document_scene.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <random>

namespace limner {
namespace {

// A passport's page of 300 ppi on a scanner's A4 glass, and a sheet that fills it but for its skew.
test::Scene scan(bool is_sheet) {
    return test::photograph(is_sheet ? test::invented_document(3508, 2480, 2) : test::invented_document(1476, 1039, 2),
                            {.turn_degrees = is_sheet ? 1.0 : 4.0,
                             .width_share = is_sheet ? 0.96 : 1476 / 3508.0,
                             .noise = 2,
                             .width = 3508,
                             .height = 2480});
}

void find_rectify_and_check(benchmark::State& state, bool is_sheet) {
    const auto scene = scan(is_sheet);
    for (auto _ : state) {
        const auto found = find_documents(scene.image, 300);
        const auto page = rectify(scene.image, found->front().quad, found->front().sizes.front(), 300);
        benchmark::DoNotOptimize(check_page(page->image, profiles::document_page(), page->ppi));
    }
}
BENCHMARK_CAPTURE(find_rectify_and_check, passport, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find_rectify_and_check, sheet, true)->Unit(benchmark::kMillisecond);

void find_only(benchmark::State& state) {
    const auto scene = scan(false);
    for (auto _ : state) benchmark::DoNotOptimize(find_documents(scene.image, 300));
}
BENCHMARK(find_only)->Unit(benchmark::kMillisecond);

// Not a time: the intersection over union on composites, drawn anew for each seed.
void outline_accuracy(benchmark::State& state) {
    std::vector<double> overlaps;
    for (auto _ : state)
        for (std::uint64_t seed = 1; seed <= 300; ++seed) {
            std::mt19937_64 random(seed);
            auto share = [&](double low, double high) { return low + (high - low) * double(random() % 1000) / 1000; };
            const bool is_card = random() % 2;
            const auto scene = test::photograph(
                is_card ? test::invented_document(856, 540, seed) : test::invented_document(1000, 704, seed),
                {.ground = int(random() % 5),
                 .brightness = share(0.2, 1),
                 .turn_degrees = share(0, 360),
                 .tilt_degrees = share(0, 25),
                 .width_share = share(0.4, 0.65),
                 .corner_radius_share = is_card ? 0.037 : 0,
                 .noise = share(1, 6),
                 .seed = seed + 1000});
            const auto found = find_documents(scene.image);
            overlaps.push_back(found->empty() ? 0 : test::overlap_of(found->front().quad, scene.quad));
        }
    std::ranges::sort(overlaps);
    double sum = 0;
    for (double overlap : overlaps) sum += overlap;
    auto share_above = [&](double limit) {
        return double(std::ranges::count_if(overlaps, [&](double o) { return o >= limit; })) / double(overlaps.size());
    };
    state.counters["mean"] = sum / double(overlaps.size());
    state.counters["median"] = overlaps[overlaps.size() / 2];
    state.counters["p05"] = overlaps[overlaps.size() / 20];
    state.counters["above_0.97"] = share_above(0.97);
    state.counters["missed"] = 1 - share_above(0.5);
}
BENCHMARK(outline_accuracy)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace limner

BENCHMARK_MAIN();
