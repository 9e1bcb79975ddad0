#include "capture/slot_impl.h"

#include "device/convert.h"

namespace limner {
namespace {

double ms(Clock::duration span) { return std::max(0.0, std::chrono::duration<double, std::milli>(span).count()); }

}  // namespace

Slot::Impl::Impl(std::shared_ptr<DeviceHub::Impl> devices, SlotConfig wanted)
    : hub(std::move(devices)), config(std::move(wanted)), quarantine(config.failover.cool_down) {
    plugs_ = hub->listeners.add([this](const DeviceEvent& event) {
        bool is_candidate = false;
        for (const std::string& pattern : config.candidates) is_candidate |= matches(pattern, event.device.id);
        if (!is_candidate || event.device.device_class != config.device_class) return;
        if (event.kind == DeviceEvent::Kind::arrived)
            emit({.kind = SlotEvent::Kind::arrived,
                  .device = event.device.id,
                  .message = {"A device was connected.", "Perangkat tersambung."}});
        std::lock_guard lock(mutex);
        changed.notify_all();
    });
    keeper_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
}

Slot::Impl::~Impl() {
    plugs_.reset();
    preview_ = {};
    keeper_ = {};
}

std::chrono::milliseconds Slot::Impl::stall_after() const noexcept {
    return config.failover.stall_after.value_or(stall_limit_for(config.device_class));
}

void Slot::Impl::emit(SlotEvent event) {
    event.slot = config.name;
    events.push(std::move(event));
}

Result<std::shared_ptr<Serving>> Slot::Impl::wait_for_serving(const Until& until) {
    std::unique_lock lock(mutex);
    changed.wait_until(lock, until.stop, until.deadline, [this] { return serving != nullptr; });
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "slot '" + config.name + "': cancelled"};
    if (serving) return serving;
    std::string why = last_failure ? ": " + last_failure->message : "";
    return Error{ErrorCode::device_missing, "slot '" + config.name + "': no device serves" + why};
}

void Slot::Impl::retire(std::shared_ptr<Serving> failed, const Error& error) {
    auto now = Clock::now();
    std::string id = failed->id();
    hub->note_error(id, error);
    if (error.code == ErrorCode::device_lost) hub->note_lost(id);
    auto kind = error.code == ErrorCode::device_lost ? SlotEvent::Kind::lost : SlotEvent::Kind::degraded;
    emit({.kind = kind, .device = id, .reason = error.code, .message = advice_for(error.code)});
    std::lock_guard lock(mutex);
    quarantine.note_failure(id, now);
    last_failure = error;
    if (serving != failed) return;
    if (!pending)
        pending =
            PendingSwitch{id, error, failed->good_at.value_or(failed->alive_at), now, failed->watch.frame_interval()};
    serving = nullptr;
    retired.push_back(std::move(failed));
    if (!spares.empty()) {
        serving = std::move(spares.front());
        spares.pop_front();
    }
    changed.notify_all();
}

void Slot::Impl::note_good(Serving& device) {
    auto now = Clock::now();
    if (!device.good_since) device.good_since = now;
    std::lock_guard lock(mutex);
    quarantine.note_service(device.id(), *device.good_since, now);
}

void Slot::Impl::note_completed(const Serving& device) {
    std::lock_guard lock(mutex);
    quarantine.note_success(device.id());
    changed.notify_all();
}

std::optional<SwitchRecord> Slot::Impl::complete_switch(const Serving& now_serving, Clock::time_point answered_at) {
    std::optional<PendingSwitch> done;
    {
        std::lock_guard lock(mutex);
        done = std::exchange(pending, std::nullopt);
    }
    if (!done || done->from == now_serving.id()) return std::nullopt;
    auto opened_at = std::max(now_serving.opened_at, done->detected_at);
    SwitchRecord record{.slot = config.name,
                        .from = done->from,
                        .to = now_serving.id(),
                        .reason = std::string(done->reason ? name_of(done->reason->code) : "requested"),
                        .outage_ms = ms(answered_at - done->last_good_at),
                        .detection_ms = ms(done->detected_at - done->last_good_at),
                        .open_ms = ms(opened_at - done->detected_at),
                        .first_frame_ms = ms(answered_at - opened_at),
                        .settings_not_mapped = now_serving.settings_not_mapped};
    if (done->frame_interval && done->frame_interval->count() > 0)
        record.frames_lost =
            static_cast<std::uint64_t>(record.outage_ms / static_cast<double>(done->frame_interval->count()));
    auto reason = done->reason ? std::optional(done->reason->code) : std::nullopt;
    emit({.kind = SlotEvent::Kind::switched,
          .device = record.to,
          .reason = reason,
          .change = record,
          .message = {"A spare device has taken over.", "Perangkat cadangan telah mengambil alih."}});
    return record;
}

}  // namespace limner
