#pragma once

#include <limner/capture/runtime.h>
#include <limner/capture/slot.h>
#include <limner/testing/virtual_devices.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace limner::testing_support {

/// A runtime with nothing but these virtual devices, looked for every 20 ms.
Runtime open_runtime(const std::vector<simulation::VirtualDevice>& devices);

/// How long a test waits for what has to happen.
constexpr std::chrono::seconds patience{20};

/// Small and quick ones, "virtual/" and `id`.
simulation::VirtualDevice camera(const std::string& id, std::vector<simulation::Fault> faults = {});
simulation::VirtualDevice reader(const std::string& id, std::vector<simulation::Fault> faults = {});
simulation::VirtualDevice scanner(const std::string& id, std::vector<simulation::Fault> faults = {});

/// A slot of "virtual/primary" and "virtual/spare" that does not go back to the primary.
SlotConfig two_cameras();
SlotConfig two_readers();
SlotConfig two_scanners();

/// Frames until one comes from another device than the first.
Result<Frame> frame_after_switch(Slot& slot);

/// Waits until the hub shows the device in this state; false where that does not happen.
bool becomes(const Runtime& runtime, const std::string& id, DeviceState wanted);
/// The hub's entry of the device.
DeviceInfo info_of(const Runtime& runtime, const std::string& id);

/// The events of a slot, for tests to wait for.
class EventLog {
public:
    explicit EventLog(Slot& slot) : slot_(slot) {}
    /// The next event of this kind; nothing where none comes within 10 s.
    std::optional<SlotEvent> wait_for(SlotEvent::Kind kind);

private:
    Slot& slot_;
};

}  // namespace limner::testing_support
