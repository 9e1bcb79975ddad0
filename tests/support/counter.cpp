#include "support/counter.h"

#include <algorithm>
#include <thread>

namespace limner::testing_support {

using namespace std::chrono_literals;

Runtime open_runtime(const std::vector<simulation::VirtualDevice>& devices) {
    Runtime::Options options;
    options.drivers = {"virtual"};
    options.driver_settings["virtual"] = simulation::virtual_driver_settings(devices);
    options.rescan_every = 20ms;
    return Runtime::open(options).value();
}

simulation::VirtualDevice camera(const std::string& id, std::vector<simulation::Fault> faults) {
    return {.id = id, .fps = 60, .width = 160, .height = 120, .noise = 2, .faults = std::move(faults)};
}

simulation::VirtualDevice reader(const std::string& id, std::vector<simulation::Fault> faults) {
    return {.id = id,
            .device_class = DeviceClass::fingerprint_reader,
            .fps = 30,
            .width = 300,
            .height = 400,
            .ppi = 500,
            .faults = std::move(faults)};
}

simulation::VirtualDevice scanner(const std::string& id, std::vector<simulation::Fault> faults) {
    return {.id = id,
            .device_class = DeviceClass::document_scanner,
            .width = 400,
            .height = 600,
            .ppi = 100,
            .page_ms = 200,
            .band_rows = 50,
            .faults = std::move(faults)};
}

namespace {

SlotConfig primary_and_spare(const std::string& name, DeviceClass device_class, std::chrono::milliseconds stall_after) {
    SlotConfig config{.name = name, .candidates = {"virtual/primary", "virtual/spare"}, .device_class = device_class};
    config.failover.stall_after = stall_after;
    config.failover.fail_back = false;
    // Without files of prints and pages the devices show the same picture at every capture, and it is no finger.
    config.failover.watch_glass = false;
    return config;
}

}  // namespace

SlotConfig two_cameras() { return primary_and_spare("camera", DeviceClass::camera, 300ms); }
SlotConfig two_readers() { return primary_and_spare("reader", DeviceClass::fingerprint_reader, 300ms); }
SlotConfig two_scanners() { return primary_and_spare("scanner", DeviceClass::document_scanner, 500ms); }

Result<Frame> frame_after_switch(Slot& slot) {
    auto until = Until::in(patience);
    auto first = slot.next_frame(until);
    if (!first) return first;
    while (true) {
        auto frame = slot.next_frame(until);
        if (!frame || frame->device_id != first->device_id) return frame;
    }
}

DeviceInfo info_of(const Runtime& runtime, const std::string& id) {
    auto devices = runtime.devices().devices();
    auto at = std::ranges::find(devices, id, &DeviceInfo::id);
    return at == devices.end() ? DeviceInfo{} : *at;
}

bool becomes(const Runtime& runtime, const std::string& id, DeviceState wanted) {
    for (auto until = Until::in(patience); !until.has_passed(); std::this_thread::sleep_for(2ms)) {
        auto info = info_of(runtime, id);
        if (info.id == id && info.state == wanted) return true;
    }
    return false;
}

std::optional<SlotEvent> EventLog::wait_for(SlotEvent::Kind kind) {
    auto until = Until::in(10s);
    while (true) {
        auto event = slot_.next_event(until);
        if (!event) return std::nullopt;
        if (event->kind == kind) return *event;
    }
}

}  // namespace limner::testing_support
