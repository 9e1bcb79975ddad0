#pragma once

#include <limner/base/result.h>
#include <limner/base/subscription.h>
#include <limner/base/until.h>
#include <limner/device/device_info.h>
#include <limner/device/options.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace limner {

struct DeviceEvent {
    enum class Kind { arrived, lost };
    Kind kind;
    DeviceInfo device;
};

/// The devices of a Runtime, as they come and go. Every function is safe from any thread. A hub is a handle: copies see
/// the same devices, and it must not outlive its Runtime.
class DeviceHub {
public:
    /// Every device seen so far; a lost one stays, with state lost. Never blocks on a driver.
    std::vector<DeviceInfo> devices() const;

    /// Waits until every driver has been enumerated once, or the deadline passes; returns the snapshot either way.
    std::vector<DeviceInfo> wait_for_devices(const Until& until) const;

    /// Calls `on_event` for every later arrival and loss, on the hub's thread. It must not block, and may call the hub.
    Subscription subscribe(std::function<void(const DeviceEvent&)> on_event) const;

    /// The typed options of a device. Opens it for the purpose. Errors:
    /// device_missing, device_busy, device_stalled, timed_out.
    Result<std::vector<Option>> options(const std::string& id, const Until& until) const;

    struct Impl;
    explicit DeviceHub(std::shared_ptr<Impl> impl);
    const std::shared_ptr<Impl>& impl() const noexcept { return impl_; }

private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace limner
