#include "scenarios.h"
#include "zfm_emulator.h"
#include "zfm_protocol.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace limner::vm {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;
constexpr const char* adapter_id = "zfm/0403:6001/VM";

/// A module at the machine's second serial port, to which QEMU wires the USB adapter that it plugs in, and a spare at a
/// terminal.
struct Modules {
    test::ZfmEmulator pulled{{.port = "/dev/ttyS1"}};
    test::ZfmEmulator spare{{.image = std::vector<std::byte>(zfm::max_image_bytes, std::byte{0x5A})}};

    std::string spare_id() const { return "zfm/@pts" + spare.path().substr(spare.path().rfind('/') + 1); }
    std::map<std::string, std::string> settings() const { return {{"ports", "/dev/ttyUSB0 " + spare.path()}}; }
};

/// tests/vm/machine.py reads this line and asks QEMU's monitor.
void ask_machine(const std::string& command) {
    fmt::print("VM_ASK {}\n", command);
    std::fflush(stdout);
}

void plug_adapter() { ask_machine("device_add driver=usb-serial id=adapter chardev=wire serial=VM"); }
void pull_adapter() { ask_machine("device_del id=adapter"); }

bool shows(const Frame& frame, const test::ZfmEmulator& module) {
    return std::ranges::equal(frame.image.bytes(), zfm::unpacked(module.image()));
}

/// The adapter is pulled once half of the image has come through it; the spare has to give it.
void pull_in_image(Slot& slot, const Runtime& runtime, Modules& modules, Tally& tally) {
    const bool serves = wait_until(
        [&] {
            const auto serving = slot.device();
            return is_ready(runtime, adapter_id) && serving && serving->id == adapter_id;
        },
        patience);
    if (!serves) return tally.fail("the adapter's module does not serve");
    while (slot.next_event(Until::in(0ms))) continue;
    modules.pulled.has_stopped = false;
    modules.pulled.has_finger = true;
    std::jthread person([&] {
        (void)wait_until([&] { return modules.pulled.has_stopped.load(); }, patience);
        pull_adapter();
        modules.pulled.has_finger = false;
        modules.spare.has_finger = true;
    });
    auto frame = slot.next_frame(Until::in(patience));
    person.join();
    modules.spare.has_finger = false;
    if (!frame) return tally.fail(frame.error().message);
    if (frame->device_id != modules.spare_id() || !shows(*frame, modules.spare))
        return tally.fail("the image is of " + frame->device_id + ", or another than the spare's");
    count_switch(slot, tally);
}

}  // namespace

Tally adapter_pulled_in_image(int runs, bool is_warm) {
    Tally tally;
    Modules modules;
    modules.pulled.stops_in_image = true;
    auto runtime = open_runtime("zfm", modules.settings());
    if (!runtime) return tally.fail(runtime.error().message), tally;
    plug_adapter();
    const bool is_listed = wait_until([&] { return is_ready(*runtime, adapter_id); }, patience);
    if (!is_listed) return tally.fail("the module behind the adapter is not listed"), tally;
    auto slot = Slot::open(*runtime, two_readers(adapter_id, modules.spare_id(), is_warm));
    if (!slot) return tally.fail(slot.error().message), tally;
    while (tally.runs < runs) {
        pull_in_image(*slot, *runtime, modules, tally);
        if (!wait_until([&] { return !is_ready(*runtime, adapter_id); }, patience))
            tally.fail("still listed after it was pulled");
        plug_adapter();
        (void)wait_until([&] { return is_ready(*runtime, adapter_id); }, patience);
    }
    pull_adapter();
    return tally;
}

}  // namespace limner::vm
