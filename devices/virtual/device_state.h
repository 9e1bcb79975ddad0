#pragma once

#include "device_config.h"

#include <limner/driver/interruption.h>

#include <atomic>
#include <mutex>

namespace limner::virtual_driver {

/// What lasts of a device while the module is initialised, beside the devices that are open: whether it is plugged in,
/// and which faults have struck. Safe from any thread.
class DeviceState {
public:
    explicit DeviceState(const DeviceConfig& device) : config(device), script(device.faults) {}

    const DeviceConfig config;
    FaultScript script;
    std::atomic<std::uint64_t> next_sequence{0};

    bool is_plugged() const;
    milliseconds age() const { return std::chrono::duration_cast<milliseconds>(Clock::now() - born_); }

    /// Lets the faults of the call happen. A hang blocks, deaf to cancel unless the fault says otherwise; a crash does
    /// not return; device_lost where the device is not plugged in.
    Result<void> strike(const Moment& moment, const driver::Interruption::Call* call = nullptr);

private:
    void unplug_for(std::optional<milliseconds> duration);

    const Clock::time_point born_ = Clock::now();
    mutable std::mutex mutex_;
    std::optional<Clock::time_point> away_until_{};
};

}  // namespace limner::virtual_driver
