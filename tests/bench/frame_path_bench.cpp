// A 1080p RGB frame's way from the driver's buffer to the caller, by part; memcpy of as many bytes is the floor.
#include <limner/capture/slot.h>
#include <limner/device/device.h>

#include "device/convert.h"
#include "frame/image_pool.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>

namespace limner {
namespace {

using namespace std::chrono_literals;

constexpr int width = 1920, height = 1080;
constexpr std::size_t frame_bytes = std::size_t{width} * height * 3;
constexpr auto patience = 10s;

Result<Runtime> open_runtime() {
    Runtime::Options options;
    options.driver_folders = {LIMNER_INSTANT_CAMERA};
    return Runtime::open(options);
}

limner_frame_v1 raw_frame(const std::vector<std::byte>& pixels) {
    limner_frame_v1 raw{};
    raw.struct_size = sizeof raw;
    raw.width = width;
    raw.height = height;
    raw.format = static_cast<std::int32_t>(PixelFormat::rgb8);
    raw.pixels = pixels.data();
    raw.valid_bytes = pixels.size();
    raw.exposed_at_ns = 1;
    return raw;
}

void one_memcpy(benchmark::State& state) {
    std::vector<std::byte> from(frame_bytes, std::byte{1}), to(frame_bytes);
    for (auto _ : state) {
        std::memcpy(to.data(), from.data(), frame_bytes);
        benchmark::DoNotOptimize(to.data());
        benchmark::ClobberMemory();
    }
}
BENCHMARK(one_memcpy)->Unit(benchmark::kMicrosecond)->MeasureProcessCPUTime()->UseRealTime();

/// Header checked, pixels copied into the pool's memory, made displayable. `copies` is counted by where the pixels lie.
void check_and_take(benchmark::State& state) {
    ImagePool pool(4 * frame_bytes);
    const std::vector<std::byte> pixels(frame_bytes, std::byte{1});
    const auto raw = raw_frame(pixels);
    int copies = 0;
    for (auto _ : state) {
        auto taken = take_frame(raw, pool);
        auto frame = taken ? frame_from(*taken, "bench") : taken.error();
        if (!frame) return state.SkipWithError("the frame was refused");
        copies = (taken->image.bytes().data() != pixels.data()) +
                 (frame->image.bytes().data() != taken->image.bytes().data());
        benchmark::DoNotOptimize(frame->image.bytes().data());
    }
    state.counters["copies"] = copies;
}
BENCHMARK(check_and_take)->Unit(benchmark::kMicrosecond)->MeasureProcessCPUTime()->UseRealTime();

/// The same through an open device: the lane's thread and back.
void device_to_caller(benchmark::State& state) {
    auto runtime = open_runtime();
    if (!runtime) return state.SkipWithError("no driver");
    runtime->devices().wait_for_devices(Until::in(patience));
    auto camera = Camera::open(runtime->devices(), "instant/camera", Until::in(patience));
    if (!camera || !camera->start({}, Until::in(patience))) return state.SkipWithError("no camera");
    for (auto _ : state) {
        auto frame = camera->grab(Until::in(patience));
        if (!frame) return state.SkipWithError("no frame");
        benchmark::DoNotOptimize(frame->image.bytes().data());
    }
}
BENCHMARK(device_to_caller)->Unit(benchmark::kMicrosecond)->MeasureProcessCPUTime()->UseRealTime();

/// The same through a slot, which also watches for frozen, black and slow pictures.
void slot_to_caller(benchmark::State& state) {
    auto runtime = open_runtime();
    if (!runtime) return state.SkipWithError("no driver");
    auto slot = Slot::open(*runtime, {.name = "camera", .candidates = {"instant/*"}});
    if (!slot || !slot->next_frame(Until::in(patience))) return state.SkipWithError("no camera");
    for (auto _ : state) {
        auto frame = slot->next_frame(Until::in(patience));
        if (!frame) return state.SkipWithError("no frame");
        benchmark::DoNotOptimize(frame->image.bytes().data());
    }
}
BENCHMARK(slot_to_caller)->Unit(benchmark::kMicrosecond)->MeasureProcessCPUTime()->UseRealTime();

}  // namespace
}  // namespace limner

BENCHMARK_MAIN();
