// Two simulated cameras; the first hangs. Shows the switch as the officer's program sees it.
#include <limner/limner.h>
#include <limner/testing/virtual_devices.h>

#include <fmt/core.h>

using namespace std::chrono_literals;

int fail(const limner::Error& error) {
    fmt::print(stderr, "{} ({})\n", error.message, limner::name_of(error.code));
    return 1;
}

int main() {
    std::vector<limner::simulation::VirtualDevice> cameras(2);
    cameras[0].id = "primary";
    cameras[0].faults = {{.kind = "hang", .after_frames = 30, .for_ms = 5000}};
    cameras[1].id = "spare";
    limner::Runtime::Options options{.drivers = {"virtual"}};
    options.driver_settings["virtual"] = limner::simulation::virtual_driver_settings(cameras);

    auto runtime = limner::Runtime::open(options);
    if (!runtime) return fail(runtime.error());
    auto slot = limner::Slot::open(*runtime, {
                                                 .name = "camera",
                                                 .candidates = {"virtual/primary", "virtual/spare"},
                                                 .failover = {.stall_after = 300ms, .warm_spares = 1},
                                             });
    if (!slot) return fail(slot.error());

    int from_spare = 0;
    for (auto until = limner::Until::in(20s); from_spare < 10;) {
        auto frame = slot->next_frame(until);
        if (!frame) return fail(frame.error());
        from_spare += frame->device_id == "virtual/spare";
    }
    while (true) {
        auto event = slot->next_event(limner::Until::in(1s));
        if (!event) return fail(event.error());
        if (!event->change) continue;
        fmt::print("{} -> {}: {}, outage {:.0f} ms\n", event->change->from, event->change->to, event->change->reason,
                   event->change->outage_ms);
        return 0;
    }
}
