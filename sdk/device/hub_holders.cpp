#include "device/device_lock.h"
#include "device/hub.h"

#include <limner/driver/driver_abi.h>

#include <algorithm>

namespace limner {

using namespace std::chrono_literals;

namespace {

constexpr auto spare_gives_way_within = 3s;  // to close a device is quick, or the lane's limit for stop

}  // namespace

Result<DeviceLease> DeviceHub::Impl::lease(const std::string& id, const std::string& holder, HoldAs as,
                                           const Until& until) {
    {
        std::unique_lock lock(mutex_);
        auto at = devices_.find(id);
        if (at == devices_.end() || at->second.info.state == DeviceState::lost)
            return Error{ErrorCode::device_missing, id + " is not connected"};
        Device& device = at->second;
        if (as == HoldAs::use && !device.holder.empty() && device.held_as == HoldAs::spare) {
            device.wanted_by = holder;
            tell_holding(id);
            changed_.wait_until(lock, until.stop, std::min(until.deadline, Clock::now() + spare_gives_way_within),
                                [&] { return device.holder.empty() || device.held_as == HoldAs::use; });
            device.wanted_by.clear();
        }
        const std::string& in_the_way = device.holder.empty() && as == HoldAs::spare ? device.wanted_by : device.holder;
        if (!in_the_way.empty()) return Error{ErrorCode::device_busy, id + " is in use by " + in_the_way};
        device.holder = holder;
        device.held_as = as;
    }
    auto locked = lock_for(id);
    if (!locked) {
        give_back(id);
        return locked.error();
    }
    return DeviceLease([this, id, lock = *std::move(locked)]() mutable {
        lock.reset();
        give_back(id);
    });
}

/// Nothing where the driver's devices are of this process alone, or where no lock can be kept: a counter whose folder
/// for locks is broken still serves.
Result<std::shared_ptr<DeviceLock>> DeviceHub::Impl::lock_for(const std::string& id) const {
    {
        std::lock_guard lock(mutex_);
        if (!drivers_.at(devices_.at(id).info.driver)->access->manifest().reaches_hardware)
            return std::shared_ptr<DeviceLock>();
    }
    auto taken = DeviceLock::take(device_lock_folder(), id);
    if (taken) return std::make_shared<DeviceLock>(*std::move(taken));
    if (taken.error().code == ErrorCode::device_busy) return taken.error();
    log(LIMNER_LOG_WARNING, "other programs cannot be kept from " + id + ": " + taken.error().message);
    return std::shared_ptr<DeviceLock>();
}

void DeviceHub::Impl::give_back(const std::string& id) {
    std::lock_guard lock(mutex_);
    devices_.at(id).holder.clear();
    changed_.notify_all();
    tell_holding(id);
}

void DeviceHub::Impl::tell_holding(const std::string& id) {
    std::lock_guard lock(inbox_.mutex);
    inbox_.holding.push_back(id);
    inbox_.changed.notify_all();
}

void DeviceHub::Impl::hold_as(const std::string& id, HoldAs as) {
    std::lock_guard lock(mutex_);
    devices_.at(id).held_as = as;
    changed_.notify_all();
}

std::string DeviceHub::Impl::holder_of(const std::string& id) const {
    std::lock_guard lock(mutex_);
    auto at = devices_.find(id);
    return at == devices_.end() ? std::string() : at->second.holder;
}

bool DeviceHub::Impl::is_held_as_spare(const std::string& id) const {
    std::lock_guard lock(mutex_);
    auto at = devices_.find(id);
    return at != devices_.end() && !at->second.holder.empty() && at->second.held_as == HoldAs::spare;
}

bool DeviceHub::Impl::is_wanted(const std::string& id) const {
    std::lock_guard lock(mutex_);
    auto at = devices_.find(id);
    return at != devices_.end() && !at->second.wanted_by.empty();
}

}  // namespace limner
