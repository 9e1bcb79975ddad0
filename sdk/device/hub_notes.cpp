#include "device/hub.h"

#include <limner/driver/driver_abi.h>

namespace limner {

void DeviceHub::Impl::set_quarantined(const std::string& id, const void* slot, bool is_quarantined) {
    std::lock_guard lock(mutex_);
    auto at = devices_.find(id);
    if (at == devices_.end()) return;
    if (is_quarantined)
        at->second.barred_by.insert(slot);
    else
        at->second.barred_by.erase(slot);
}

void DeviceHub::Impl::note_frame(const std::string& id, double grab_ms) {
    std::lock_guard lock(mutex_);
    auto at = devices_.find(id);
    if (at == devices_.end()) return;
    Device& device = at->second;
    ++device.info.health.frames;
    device.grab_ms_sum += grab_ms;
    device.info.health.mean_grab_ms = device.grab_ms_sum / static_cast<double>(device.info.health.frames);
}

void DeviceHub::Impl::note_error(const std::string& id, const Error& error) {
    log(LIMNER_LOG_WARNING, error.message);
    std::lock_guard lock(mutex_);
    auto at = devices_.find(id);
    if (at == devices_.end()) return;
    ++at->second.info.health.errors;
    at->second.info.health.last_error = error.message;
}

void DeviceHub::Impl::note_lost(const std::string& id) {
    std::lock_guard lock(mutex_);
    auto at = devices_.find(id);
    if (at == devices_.end() || at->second.info.state == DeviceState::lost) return;
    at->second.info.state = DeviceState::lost;
    std::lock_guard mail(inbox_.mutex);
    inbox_.events.push_back({DeviceEvent::Kind::lost, at->second.info});
    inbox_.changed.notify_all();
}

DeviceHub::DeviceHub(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

std::vector<DeviceInfo> DeviceHub::devices() const { return impl_->devices(); }

std::vector<DeviceInfo> DeviceHub::wait_for_devices(const Until& until) const { return impl_->wait_for_devices(until); }

Subscription DeviceHub::subscribe(std::function<void(const DeviceEvent&)> on_event) const {
    return impl_->listeners.add(std::move(on_event));
}

}  // namespace limner
