#pragma once

#include <limner/device/device_info.h>

#include <optional>
#include <string>
#include <string_view>

namespace limner {

/// Takes note of what devices do. Safe from any thread; no function waits for a disk or for another process.
class HealthSink {
public:
    HealthSink() = default;
    HealthSink(const HealthSink&) = delete;
    HealthSink& operator=(const HealthSink&) = delete;
    virtual ~HealthSink() = default;

    /// A device is connected.
    virtual void note_device(const DeviceInfo& device) = 0;
    /// One more of "frames", "captures", ...: DeviceDay lists the names.
    virtual void count(const std::string& device, std::string_view name) = 0;
    /// One value of "open_ms", "quality", ...
    virtual void measure(const std::string& device, std::string_view name, double value) = 0;
    virtual void note_error(const std::string& device, std::string_view code) = 0;
    virtual void note_loss(const std::string& device) = 0;
    virtual void note_switch(const std::string& from, const std::string& to, std::string_view reason,
                             double outage_ms) = 0;
};

}  // namespace limner
