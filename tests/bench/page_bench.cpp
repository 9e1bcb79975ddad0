#include <limner/check/check_page.h>
#include <limner/frame/image_file.h>

#include "frame/image_pool.h"
#include "support/page_renderer.h"

#include <benchmark/benchmark.h>

#include <cstring>

namespace limner {
namespace {

// An A4 scan of 300 ppi with a passport on it; nothing where the font is missing.
std::optional<Image> scan() {
    test::PageSpec spec;
    spec.mrz = test::specimen_mrz();
    spec.is_on_a4 = true;
    spec.skew_degrees = 1.5;
    spec.noise = 2;
    auto page = test::render_page(spec);
    return page ? std::optional(page->image) : std::nullopt;
}

void check_a4_page(benchmark::State& state) {
    auto image = scan();
    if (!image) return state.SkipWithError("the OCR-B font is not installed");
    for (auto _ : state) benchmark::DoNotOptimize(check_page(*image, profiles::document_page(), 300));
}
BENCHMARK(check_a4_page)->Unit(benchmark::kMillisecond);

void deskew_a4_page(benchmark::State& state) {
    auto image = scan();
    if (!image) return state.SkipWithError("the OCR-B font is not installed");
    for (auto _ : state) benchmark::DoNotOptimize(deskew(*image, 1.5));
}
BENCHMARK(deskew_a4_page)->Unit(benchmark::kMillisecond);

void decode_a4_page(benchmark::State& state, bool is_jpeg) {
    auto image = scan();
    if (!image) return state.SkipWithError("the OCR-B font is not installed");
    auto file = is_jpeg ? encode_jpeg(*image, 90) : encode_png(*image);
    for (auto _ : state) benchmark::DoNotOptimize(decode_image(*file, "scan"));
}
BENCHMARK_CAPTURE(decode_a4_page, png, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_a4_page, jpeg, true)->Unit(benchmark::kMillisecond);

void encode_a4_page(benchmark::State& state, bool is_jpeg) {
    auto image = scan();
    if (!image) return state.SkipWithError("the OCR-B font is not installed");
    for (auto _ : state) benchmark::DoNotOptimize(is_jpeg ? encode_jpeg(*image, 90) : encode_png(*image));
}
BENCHMARK_CAPTURE(encode_a4_page, png, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_a4_page, jpeg, true)->Unit(benchmark::kMillisecond);

constexpr int frame_width = 1920, frame_height = 1080;

void convert_1080p(benchmark::State& state, PixelFormat format) {
    auto bytes = byte_count(frame_width, frame_height, format).value();
    auto frame = Image::from_pixels(frame_width, frame_height, format, std::vector<std::byte>(bytes, std::byte{99}));
    for (auto _ : state) benchmark::DoNotOptimize(to_displayable(*frame));
}
BENCHMARK_CAPTURE(convert_1080p, yuyv, PixelFormat::yuyv)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(convert_1080p, nv12, PixelFormat::nv12)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(convert_1080p, bayer, PixelFormat::bayer_rggb8)->Unit(benchmark::kMillisecond);

// The one copy of a captured frame: into memory of the pool, and into fresh memory.
void copy_frame(benchmark::State& state, bool is_pooled) {
    auto bytes = static_cast<std::size_t>(state.range(0));
    std::vector<std::byte> source(bytes, std::byte{1});
    ImagePool pool(4 * bytes);
    for (auto _ : state) {
        std::shared_ptr<std::byte[]> target =
            is_pooled ? *pool.lease(bytes) : std::shared_ptr<std::byte[]>(new std::byte[bytes]);
        std::memcpy(target.get(), source.data(), bytes);
        benchmark::DoNotOptimize(target.get());
    }
}
BENCHMARK_CAPTURE(copy_frame, pooled, true)->Arg(1920 * 1080 * 3)->Arg(36 << 20)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(copy_frame, fresh, false)->Arg(1920 * 1080 * 3)->Arg(36 << 20)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace limner

BENCHMARK_MAIN();
