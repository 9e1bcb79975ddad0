#include "scenarios.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <thread>

namespace limner::vm {
using namespace std::chrono_literals;

namespace {

struct Scenario {
    const char* name;
    int quick_runs, runs;
    Tally (*play)(int runs);
};

constexpr Scenario scenarios[]{
    {"v4l2_pixel_formats", 1, 1, pixel_formats},
    {"v4l2_disconnect_cold", 2, 50, [](int runs) { return disconnect(runs, false); }},
    {"v4l2_disconnect_warm", 2, 50, [](int runs) { return disconnect(runs, true); }},
    {"v4l2_stream_error_cold", 1, 50, [](int runs) { return stream_error(runs, false); }},
    {"v4l2_stream_error_warm", 1, 50, [](int runs) { return stream_error(runs, true); }},
    {"v4l2_buffer_error", 1, 50, damaged_buffer},
    {"v4l2_start_refused", 1, 10, start_refused},
    {"uru4000_capture", 1, 20, finger_captured},
    {"uru4000_unplug_in_image_cold", 1, 50, [](int runs) { return unplugged_in_image(runs, false); }},
    {"uru4000_unplug_in_image_warm", 1, 50, [](int runs) { return unplugged_in_image(runs, true); }},
    {"uru4000_replug", 3, 200, replugged},
    {"zfm_pull_in_image_cold", 0, 4, [](int runs) { return adapter_pulled_in_image(runs, false); }},
    {"zfm_pull_in_image_warm", 0, 4, [](int runs) { return adapter_pulled_in_image(runs, true); }},
    {"v4l2_conform", 0, 1, camera_conforms},
    {"uru4000_conform", 0, 1, reader_conforms},
};

/// "quick", or names with their numbers of runs; nothing: all.
int runs_of(const Scenario& scenario, int count, char** wanted) {
    if (count == 0) return scenario.runs;
    for (int i = 0; i < count; ++i) {
        const std::string text = wanted[i];
        if (text == "quick") return scenario.quick_runs;
        if (text == scenario.name) return scenario.runs;
        if (text.starts_with(std::string(scenario.name) + "=")) return std::atoi(text.c_str() + text.find('=') + 1);
    }
    return 0;
}

}  // namespace

std::string percentile(std::vector<double> values, double share) {
    if (values.empty()) return "null";
    std::ranges::sort(values);
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return fmt::format("{:.1f}", values[std::max<std::size_t>(rank, 1) - 1]);
}

void Tally::fail(const std::string& why) {
    ++runs;
    remarks.push_back(why);
}

void Tally::print() const {
    for (const std::string& remark : remarks) fmt::print("{}: {}\n", scenario, remark);
    fmt::print("{{\"scenario\":\"{}\",\"runs\":{},\"passed\":{},\"outage_ms_p50\":{},\"outage_ms_p99\":{}}}\n",
               scenario, runs, passed, percentile(outages_ms, 0.5), percentile(outages_ms, 0.99));
    std::fflush(stdout);
}

Result<Runtime> open_runtime(const std::string& driver, const std::map<std::string, std::string>& settings) {
    Runtime::Options options;
    options.drivers = {driver};
    options.driver_settings[driver] = settings;
    options.rescan_every = 100ms;
    return Runtime::open(options);
}

bool wait_until(const std::function<bool()>& holds, std::chrono::milliseconds limit) {
    const auto until = Until::in(limit);
    while (!holds()) {
        if (until.has_passed()) return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

bool is_ready(const Runtime& runtime, const std::string& id) {
    return std::ranges::any_of(runtime.devices().devices(), [&](const DeviceInfo& device) {
        return device.id == id && device.state != DeviceState::lost;
    });
}

SlotConfig two_readers(const std::string& first, const std::string& spare, bool is_warm) {
    SlotConfig config{.name = "right index finger", .candidates = {first, spare}};
    config.device_class = DeviceClass::fingerprint_reader;
    config.failover.warm_spares = is_warm ? 1 : 0;
    config.failover.cool_down = 10ms;
    config.failover.max_losses = 1'000'000;
    return config;
}

void count_switch(Slot& slot, Tally& tally) {
    for (auto event = slot.next_event(Until::in(1s)); event; event = slot.next_event(Until::in(1s))) {
        if (event->kind != SlotEvent::Kind::switched || !event->change) continue;
        if (event->change->reason != "device_lost") return tally.fail("switched because of " + event->change->reason);
        tally.outages_ms.push_back(event->change->outage_ms);
        return tally.pass();
    }
    tally.fail("nobody was told of a switch");
}

}  // namespace limner::vm

int main(int count, char** arguments) {
    if (count == 4 && std::string(arguments[1]) == "--plug") return limner::vm::switch_plug(arguments[2], arguments[3]);
    bool is_good = true;
    for (const auto& scenario : limner::vm::scenarios) {
        const int runs = limner::vm::runs_of(scenario, count - 1, arguments + 1);
        if (runs <= 0) continue;
        limner::vm::Tally tally = scenario.play(runs);
        tally.scenario = scenario.name;
        tally.print();
        is_good = is_good && tally.is_good();
    }
    std::fflush(stdout);
    // Threads of simulated readers may wait in the kernel.
    std::_Exit(is_good ? 0 : 1);
}
