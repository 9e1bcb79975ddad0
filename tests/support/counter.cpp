#include "support/counter.h"

namespace limner::testing_support {

using namespace std::chrono_literals;

Runtime open_runtime(const std::vector<simulation::VirtualDevice>& devices) {
    Runtime::Options options;
    options.drivers = {"virtual"};
    options.driver_settings["virtual"] = simulation::virtual_driver_settings(devices);
    options.rescan_every = 20ms;
    return Runtime::open(options).value();
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
