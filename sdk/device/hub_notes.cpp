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
    if (options_.health) {
        options_.health->count(id, "frames");
        options_.health->measure(id, "grab_ms", grab_ms);
    }
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
    if (options_.health) options_.health->note_error(id, name_of(error.code));
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
    set_lost(at->second);
    std::lock_guard mail(inbox_.mutex);
    inbox_.events.push_back({DeviceEvent::Kind::lost, at->second.info});
    inbox_.changed.notify_all();
}

void DeviceHub::Impl::note_capture(const std::string& id, std::optional<double> quality) {
    if (!options_.health) return;
    options_.health->count(id, "captures");
    if (quality) options_.health->measure(id, "quality", *quality);
}

void DeviceHub::Impl::note_opening(const std::string& id, double open_ms) {
    if (options_.health) options_.health->measure(id, "open_ms", open_ms);
}

void DeviceHub::Impl::note_switch(const std::string& from, const std::string& to, std::string_view reason,
                                  double outage_ms, double first_frame_ms) {
    if (!options_.health) return;
    options_.health->note_switch(from, to, reason, outage_ms);
    options_.health->measure(to, "first_frame_ms", first_frame_ms);
}

void DeviceHub::Impl::tell(const DeviceEvent& event) {
    if (options_.health) {
        if (event.kind == DeviceEvent::Kind::arrived)
            options_.health->note_device(event.device);
        else
            options_.health->note_loss(event.device.id);
    }
    listeners.call(event);
}

DeviceHub::DeviceHub(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

std::vector<DeviceInfo> DeviceHub::devices() const { return impl_->devices(); }

std::vector<DeviceInfo> DeviceHub::wait_for_devices(const Until& until) const { return impl_->wait_for_devices(until); }

Subscription DeviceHub::subscribe(std::function<void(const DeviceEvent&)> on_event) const {
    return impl_->listeners.add(std::move(on_event));
}

}  // namespace limner
