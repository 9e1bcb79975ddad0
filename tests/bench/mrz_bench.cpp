#include <limner/recognise/read_mrz.h>

#include "support/page_renderer.h"

#include <benchmark/benchmark.h>

namespace {

using namespace std::chrono_literals;
using namespace limner;

constexpr std::chrono::year_month_day today = 2026y / 3 / 15;
const std::vector<std::string> card{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
                                    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"};

void parse(benchmark::State& state, const std::vector<std::string>& lines) {
    for (auto _ : state) benchmark::DoNotOptimize(parse_mrz(lines, today));
    state.SetItemsProcessed(state.iterations());
}

void read(benchmark::State& state, const test::PageSpec& spec) {
    auto page = test::render_page(spec);
    auto reader = MrzReader::load();
    if (!page || !reader) return state.SkipWithError("no OCR-B font or no Tesseract model");
    for (auto _ : state) {
        auto reading = reader->read(page->image, today, Until::in(60s));
        if (!reading || !reading->mrz) return state.SkipWithError("no MRZ read");
    }
}

void load(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(MrzReader::load());
}

}  // namespace

BENCHMARK_CAPTURE(parse, passport, test::specimen_mrz());
BENCHMARK_CAPTURE(parse, card, card);
BENCHMARK(load)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, passport_300_ppi, {.mrz = test::specimen_mrz(), .margin_mm = 5})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, passport_on_a4_300_ppi, {.mrz = test::specimen_mrz(), .is_on_a4 = true})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, card_150_ppi_noise, {.mrz = card, .ppi = 150, .margin_mm = 10, .noise = 10})
    ->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
