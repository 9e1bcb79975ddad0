#pragma once

#include <limner/capture/runtime.h>
#include <limner/capture/slot.h>
#include <limner/testing/virtual_devices.h>

#include <optional>
#include <vector>

namespace limner::testing_support {

/// A runtime with nothing but these virtual devices, looked for every 20 ms.
Runtime open_runtime(const std::vector<simulation::VirtualDevice>& devices);

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
