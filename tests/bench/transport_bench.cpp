// What a driver's process costs: its start and memory, the time that a 1080p RGB frame takes longer through it than in
// this process, frames per second without a brake, and the processors' time for 30 frames per second. transport_bench
// [FRAMES [STARTS]] prints a table.
#include <limner/capture/runtime.h>
#include <limner/device/device.h>

#include "support/own_resources.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;
constexpr std::size_t frame_bytes = std::size_t{1920} * 1080 * 3;
constexpr int fps = 30, stream_s = 10;

double ms(Clock::duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

/// By nearest rank.
double percentile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
}

void print(const char* what, const std::vector<double>& values, const char* unit) {
    fmt::print("| {} | {:.3g} | {:.3g} | {:.3g} | {} |\n", what, percentile(values, 0.5), percentile(values, 0.99),
               std::ranges::max(values), unit);
    std::fflush(stdout);
}

Runtime open_runtime(Isolation isolation) {
    Runtime::Options options;
    options.driver_folders = {LIMNER_INSTANT_CAMERA};
    options.isolation["instant"] = isolation;
    auto runtime = Runtime::open(options).value();
    runtime.devices().wait_for_devices(Until::in(patience));
    return runtime;
}

Camera open_camera(const Runtime& runtime) {
    auto camera = Camera::open(runtime.devices(), "instant/camera", Until::in(patience)).value();
    camera.start({}, Until::in(patience)).value();
    return camera;
}

std::vector<double> times_of_frames(Camera& camera, int frames) {
    std::vector<double> times;
    for (int i = -20; i < frames; ++i) {
        auto began = Clock::now();
        (void)camera.grab(Until::in(patience)).value();
        if (i >= 0) times.push_back(ms(Clock::now() - began));
    }
    return times;
}

std::vector<double> times_of_memcpy(int frames) {
    std::vector<std::byte> from(frame_bytes, std::byte{1}), to(frame_bytes);
    std::vector<double> times;
    for (int i = -20; i < frames; ++i) {
        auto began = Clock::now();
        std::memcpy(to.data(), from.data(), frame_bytes);
        asm volatile("" : : "r"(to.data()) : "memory");
        if (i >= 0) times.push_back(ms(Clock::now() - began));
    }
    return times;
}

/// Of this process and the drivers' that it has now.
double cpu_seconds() {
    rusage own{};
    ::getrusage(RUSAGE_SELF, &own);
    auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    double sum = seconds(own.ru_utime) + seconds(own.ru_stime);
    for (int id : test::own_children()) {
        double on_a_processor_ns = 0;
        for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", id))) {
            double ns = 0;
            std::ifstream(task.path() / "schedstat") >> ns;
            on_a_processor_ns += ns;
        }
        sum += 1e-9 * on_a_processor_ns;
    }
    return sum;
}

/// Share of one core.
double cpu_of_stream(Camera& camera) {
    double before = cpu_seconds();
    auto due = Clock::now();
    for (int i = 0; i < fps * stream_s; ++i) {
        std::this_thread::sleep_until(due += std::chrono::nanoseconds(1'000'000'000 / fps));
        (void)camera.grab(Until::in(patience)).value();
    }
    return (cpu_seconds() - before) / stream_s;
}

double memory_mb(int process, const std::string& entry) {
    std::ifstream file(fmt::format("/proc/{}/smaps_rollup", process));
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(entry + ":")) return std::atof(line.c_str() + entry.size() + 1) / 1024;
    return std::nan("");
}

int process_of(const std::string& device) {
    for (int id : test::own_children()) {
        std::ifstream file(fmt::format("/proc/{}/cmdline", id));
        std::string line((std::istreambuf_iterator<char>(file)), {});
        if (line.ends_with(device + '\0')) return id;
    }
    return 0;
}

void measure_start(int starts) {
    auto runtime = open_runtime(Isolation::process);
    std::vector<double> times;
    for (int i = 0; i < starts; ++i) {
        auto began = Clock::now();
        auto camera = Camera::open(runtime.devices(), "instant/camera", Until::in(patience)).value();
        times.push_back(ms(Clock::now() - began));
    }
    print("start of a driver's process, the device opened", times, "ms");
    auto camera = open_camera(runtime);
    int id = process_of("instant/camera");
    fmt::print(
        "| its memory before the first frame: private / resident | {:.2g} / {:.2g} | | | MB "
        "|\n",
        memory_mb(id, "Private_Dirty") + memory_mb(id, "Private_Clean"), memory_mb(id, "Rss"));
}

void measure_frames(int frames) {
    print("memcpy of as many bytes", times_of_memcpy(frames), "ms");
    for (auto isolation : {Isolation::in_process, Isolation::process}) {
        auto runtime = open_runtime(isolation);
        auto camera = open_camera(runtime);
        bool is_apart = isolation == Isolation::process;
        auto times = times_of_frames(camera, frames);
        print(is_apart ? "frame through a process of its own" : "frame in this process", times, "ms");
        double sum = 0;
        for (double time : times) sum += time;
        fmt::print("| frames per second, unthrottled | {:.0f} | | | 1/s |\n",
                   1000 * static_cast<double>(times.size()) / sum);
        fmt::print("| {} frames per second: both processes | {:.1f} | | | % of a core |\n", fps,
                   100 * cpu_of_stream(camera));
    }
}

}  // namespace
}  // namespace limner

int main(int count, char** arguments) {
    const int frames = count > 1 ? std::atoi(arguments[1]) : 2000;
    const int starts = count > 2 ? std::atoi(arguments[2]) : 100;
    if (frames <= 0 || starts <= 0) {
        fmt::print(stderr, "transport_bench [FRAMES [STARTS]]: whole numbers above 0\n");
        return 3;
    }
    fmt::print("1920 x 1080 RGB, {} frames, {} starts\n\n| What | p50 | p99 | max | |\n|---|---|---|---|---|\n", frames,
               starts);
    limner::measure_start(starts);
    limner::measure_frames(frames);
    return 0;
}
