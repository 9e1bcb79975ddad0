// How long a slot is without pictures when its device fails: the SDK's own SwitchRecords of many failures of virtual
// devices. outage_bench [RUNS [FILE.json [KIND]]] prints a table, milliseconds, of the kinds whose name holds KIND, and
// writes every run to the file.
#include <limner/capture/capture.h>

#include "support/counter.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using simulation::Fault;
using simulation::VirtualDevice;

constexpr auto patience = 20s;
constexpr int frame_ms = 33;
constexpr auto settling = 200ms;  // of a warm spare that has begun to stream

struct Scenario {
    std::string name{};
    Fault fault{};
    bool is_warm = false;
    DeviceClass device_class = DeviceClass::camera;
};

const std::vector<Scenario> scenarios{
    {"camera hung, warm spare", {.kind = "hang", .for_ms = 1500}, true},
    {"camera hung, cold spare", {.kind = "hang", .for_ms = 1500}, false},
    {"camera's driver crashed, warm spare", {.kind = "segfault"}, true},
    {"camera's driver crashed, cold spare", {.kind = "segfault"}, false},
    {"camera unplugged, warm spare", {.kind = "unplug"}, true},
    {"camera unplugged, cold spare", {.kind = "unplug"}, false},
    {"scanner unplugged, cold spare", {.kind = "unplug"}, false, DeviceClass::document_scanner},
};

/// `run` shifts the failure and the spare's clock against each other: all phases of their frames are met.
std::vector<VirtualDevice> devices_of(const Scenario& scenario, int run) {
    VirtualDevice primary;
    primary.device_class = scenario.device_class;
    if (scenario.device_class == DeviceClass::camera) {
        primary.fps = 30;
        primary.width = 1920;
        primary.height = 1080;
    } else {
        primary.ppi = 300;  // A4
        primary.width = 2480;
        primary.height = 3508;
        primary.page_ms = 3000;
    }
    VirtualDevice spare = primary;
    primary.id = "primary";
    spare.id = "spare";
    spare.start_ms = run * 7 % frame_ms;
    Fault fault = scenario.fault;
    if (scenario.device_class == DeviceClass::camera)
        fault.after_frames = 3 + run % 5;
    else
        fault.after_rows = 500 + run * 97 % 2500;
    primary.faults = {fault};
    return {primary, spare};
}

SlotConfig slot_of(const Scenario& scenario) {
    SlotConfig config{
        .name = "bench", .candidates = {"virtual/primary", "virtual/spare"}, .device_class = scenario.device_class};
    config.failover.stall_after = scenario.device_class == DeviceClass::camera ? std::optional(300ms) : std::nullopt;
    config.failover.warm_spares = scenario.is_warm ? 1 : 0;
    config.failover.fail_back = false;
    return config;
}

bool is_spare_warm(const Runtime& runtime) {
    auto devices = runtime.devices().devices();
    return std::ranges::count(devices, DeviceState::in_use, &DeviceInfo::state) == 2;
}

std::optional<SwitchRecord> switch_of_scanner(Slot& slot) {
    auto scan = scan_document(slot, {}, Until::in(patience));
    return scan && scan->switches.size() == 1 ? std::optional(scan->switches.front()) : std::nullopt;
}

std::optional<SwitchRecord> switch_of_camera(Slot& slot) {
    std::optional<SwitchRecord> record;
    for (auto until = Until::in(patience); !record && !until.has_passed();) {
        if (!slot.next_frame(until)) return std::nullopt;
        while (auto event = slot.next_event(Until::in(0ms)))
            if (event->kind == SlotEvent::Kind::switched) record = event->change;
    }
    return record;
}

/// One failure in a counter of its own.
std::optional<SwitchRecord> run_once(const Scenario& scenario, int run) {
    auto runtime = testing_support::open_runtime(devices_of(scenario, run));
    auto slot = Slot::open(runtime, slot_of(scenario));
    if (!slot) return std::nullopt;
    // A warm spare is open and streaming before anybody captures, as it is at a counter.
    for (auto until = Until::in(patience); scenario.is_warm && !is_spare_warm(runtime) && !until.has_passed();)
        std::this_thread::sleep_for(2ms);
    if (scenario.is_warm) std::this_thread::sleep_for(settling);
    return scenario.device_class == DeviceClass::camera ? switch_of_camera(*slot) : switch_of_scanner(*slot);
}

/// By nearest rank.
double percentile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
}

using Part = std::pair<const char*, double SwitchRecord::*>;
constexpr Part parts[] = {{"outage", &SwitchRecord::outage_ms},
                          {"detection", &SwitchRecord::detection_ms},
                          {"open", &SwitchRecord::open_ms},
                          {"first frame", &SwitchRecord::first_frame_ms}};

void print(const Scenario& scenario, const std::vector<SwitchRecord>& records, nlohmann::json& json) {
    auto& entry = json[scenario.name];
    for (const auto& [name, member] : parts) {
        std::vector<double> values;
        for (const SwitchRecord& record : records) values.push_back(record.*member);
        fmt::print("| {} | {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |\n", member == parts[0].second ? scenario.name : "",
                   name, std::ranges::min(values), percentile(values, 0.5), percentile(values, 0.99),
                   std::ranges::max(values));
        entry[name] = values;
    }
    std::fflush(stdout);
}

int run_all(int runs, const char* file, std::string_view kind) {
    nlohmann::json json;
    fmt::print(
        "{} failures each, 1920 x 1080 at 30 fps, stall limit 300 ms, the spare itself opens at once and starts in 0 "
        "to "
        "{} ms\n\n"
        "| What failed | Milliseconds | min | p50 | p99 | max |\n|---|---|---|---|---|---|\n",
        runs, frame_ms - 1);
    for (const Scenario& scenario : scenarios) {
        if (scenario.name.find(kind) == std::string::npos) continue;
        std::vector<SwitchRecord> records;
        for (int run = 0; run < runs; ++run) {
            auto record = run_once(scenario, run);
            if (!record) {
                fmt::print(stderr, "{}: run {} did not switch\n", scenario.name, run);
                return 1;
            }
            records.push_back(*std::move(record));
        }
        print(scenario, records, json);
    }
    if (file) std::ofstream(file) << json.dump(2) << '\n';
    return 0;
}

}  // namespace
}  // namespace limner

int main(int count, char** arguments) {
    const int runs = count > 1 ? std::atoi(arguments[1]) : 100;
    return runs > 0 ? limner::run_all(runs, count > 2 ? arguments[2] : nullptr, count > 3 ? arguments[3] : "") : 3;
}
