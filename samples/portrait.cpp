// Captures a portrait at a counter with two cameras and prints the ICAO report.
#include <limner/limner.h>

#include <fmt/core.h>

using namespace std::chrono_literals;

int fail(const limner::Error& error) {
    fmt::print(stderr, "{} ({})\n", error.message, limner::name_of(error.code));
    return 1;
}

int main() {
    auto runtime = limner::Runtime::open();
    if (!runtime) return fail(runtime.error());

    auto slot = limner::Slot::open(
        *runtime,
        {
            .name = "portrait camera",
            .candidates = {"v4l2/046d:085e/*", "v4l2/*", "*"},  // the first is the primary, the rest are spares
            .failover = {.stall_after = 300ms, .max_switches = 2, .warm_spares = 1},
        });
    if (!slot) return fail(slot.error());
    slot->on_event([](const limner::SlotEvent& event) {
        fmt::print("{}: {} {}\n", event.slot, limner::name_of(event.kind), event.message.en);
    });

    auto portrait = limner::capture_portrait(*slot, limner::profiles::icao_9303(), limner::Until::in(20s));
    if (!portrait) return fail(portrait.error());  // no camera left; a bad photo is not an error

    fmt::print("picture {} of {}\n", portrait->frame.sequence, portrait->frame.device_id);
    for (const limner::Finding& finding : portrait->report) {
        std::string raw = finding.raw ? fmt::format("{:.3f}", *finding.raw) : "-";
        fmt::print("{:<12} {:<28} {:>10}  {}\n", limner::name_of(finding.verdict), finding.requirement, raw,
                   finding.advice(limner::Language::id));
    }
    return portrait->report.passed() ? 0 : 2;
}
