#pragma once

#include "device_config.h"

#include <limner/driver/interruption.h>

#include <atomic>

namespace limner::virtual_driver {

/// What lasts of a device beyond those that are open, in every process of the driver: whether it is plugged in, and
/// which faults have struck. Safe from any thread.
class DeviceState {
public:
    /// The `number`th of the states.
    DeviceState(const DeviceConfig& device, SharedStates states, std::size_t number);

    const DeviceConfig config;

private:
    const SharedStates states_;  ///< Before what points into it.
    SharedState& shared_;

public:
    FaultScript script;
    std::atomic<std::uint64_t>& next_sequence;

    bool is_plugged() const;
    milliseconds age() const {
        return std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds(now_ns() - shared_.born));
    }

    /// Lets the faults of the call happen. A hang blocks, deaf to cancel unless the fault says otherwise; a crash does
    /// not return; device_lost where the device is not plugged in.
    Result<void> strike(const Moment& moment, const driver::Interruption::Call* call = nullptr);

private:
    void unplug_for(std::optional<milliseconds> duration);
};

}  // namespace limner::virtual_driver
