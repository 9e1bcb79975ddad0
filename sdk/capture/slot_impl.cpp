#include "capture/slot_impl.h"

#include "device/convert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace limner {
namespace {

double ms(Clock::duration span) { return std::max(0.0, std::chrono::duration<double, std::milli>(span).count()); }

}  // namespace

Slot::Impl::Impl(std::shared_ptr<DeviceHub::Impl> devices, SlotConfig wanted)
    : hub(std::move(devices)),
      config(std::move(wanted)),
      computing("slot '" + config.name + "'"),
      quarantine(config.failover) {
    plugs_ = hub->listeners.add([this](const DeviceEvent& event) {
        if (!place_of(event.device)) return;
        if (event.kind == DeviceEvent::Kind::arrived)
            emit({.kind = SlotEvent::Kind::arrived,
                  .device = event.device.id,
                  .message = {"A device was connected.", "Perangkat tersambung."}});
        std::lock_guard lock(mutex);
        if (event.kind == DeviceEvent::Kind::lost) quarantine.note_loss(event.device.id, Clock::now());
        has_news = true;
        changed.notify_all();
    });
    holding_ = hub->holding.add([this](const std::string& id) { give_way(id); });
    keeper_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
}

Slot::Impl::~Impl() {
    plugs_.reset();
    holding_.reset();
    preview_ = {};
    keeper_ = {};
    for (auto& [id, opening] : openings) opening.thread.request_stop();
    for (auto& [id, opening] : openings) opening.thread.join();
    closings.clear();
}

std::chrono::milliseconds Slot::Impl::stall_after(DeviceClass of) const noexcept {
    return config.failover.stall_after.value_or(stall_limit_for(of));
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
    return nobody_serves();
}

Error Slot::Impl::nobody_serves() const {
    bool is_busy = last_failure && last_failure->code == ErrorCode::device_busy;
    std::string why = last_failure ? ": " + last_failure->message : "";
    for (const DeviceInfo& device : hub->devices()) {
        auto holder = place_of(device) && !is_busy ? hub->holder_of(device.id) : std::string();
        if (holder.empty() || is_ours(device.id)) continue;
        is_busy = true;
        why = ": " + device.id + " is in use by " + holder;
    }
    if (why.empty()) why = ": " + what_is_connected();
    const bool is_mistake = last_failure && is_mistake_in_setup(*last_failure);
    auto code = is_mistake ? ErrorCode::invalid_setup : ErrorCode::device_missing;
    return Error{is_busy ? ErrorCode::device_busy : code, "slot '" + config.name + "': no device serves" + why};
}

std::string Slot::Impl::what_is_connected() const {
    std::vector<std::string> candidates, others;
    for (const DeviceInfo& device : hub->devices()) {
        if (device.state == DeviceState::lost) continue;
        if (place_of(device))
            candidates.push_back(device.id);
        else if (device.device_class == config.device_class)
            others.push_back(device.id);
    }
    constexpr std::size_t most_named = 8;
    others.resize(std::min(others.size(), most_named));
    if (!candidates.empty()) return fmt::format("not ready yet: {}", fmt::join(candidates, ", "));
    return fmt::format("nothing matches {}; of its class {} connected", fmt::join(config.candidates, ", "),
                       others.empty() ? "nothing is" : fmt::format("are {}", fmt::join(others, ", ")));
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
    if (!spares.empty()) take_first_spare();
    changed.notify_all();
}

std::optional<Error> Slot::Impl::note_pace(const std::string& id, double measured) {
    if (!config.failover.slower_than_history) return std::nullopt;
    std::lock_guard lock(mutex);
    if (!paces[id].is_slower(measured, *config.failover.slower_than_history)) return std::nullopt;
    return Error{ErrorCode::device_slow, id + ": far slower than it used to be"};
}

bool Slot::Impl::has_another(const Serving* other) {
    std::lock_guard lock(mutex);
    return (serving && serving.get() != other) || !spares.empty() || !openings.empty() ||
           choose(HoldAs::use, Clock::now());
}

bool Slot::Impl::can_another_serve() const {
    auto now = Clock::now();
    if (!spares.empty() || !openings.empty() || choose(HoldAs::use, now)) return true;
    auto returns = [&](const std::string& id) { return id != avoided && !quarantine.is_barred(id, now); };
    return std::ranges::any_of(retired, [&](const auto& device) { return returns(device->id()); }) ||
           std::ranges::any_of(closings, [&](const Closing& one) { return std::ranges::any_of(one.ids, returns); });
}

void Slot::Impl::take_first_spare() {
    serving = std::move(spares.front());
    spares.pop_front();
    hub->hold_as(serving->id(), HoldAs::use);
    if (!pending) tell_unmet_settings();
}

void Slot::Impl::tell_unmet_settings() {
    const std::vector<std::string>& unmet = serving->settings_not_mapped;
    if (unmet.empty()) return;
    const std::string names = fmt::format("{}", fmt::join(unmet, ", "));
    emit({.kind = SlotEvent::Kind::degraded,
          .device = serving->id(),
          .reason = ErrorCode::unsupported,
          .settings_not_mapped = unmet,
          .message = {"The device goes without settings that it does not take: " + names + ".",
                      "Perangkat bekerja tanpa pengaturan yang tidak diterimanya: " + names + "."}});
}

/// Somebody gave a device back, or a slot needs one that is a mere spare here.
void Slot::Impl::give_way(const std::string& id) {
    std::lock_guard lock(mutex);
    auto at = std::ranges::find_if(spares, [&](const auto& spare) { return spare->id() == id; });
    if (at != spares.end() && hub->is_wanted(id)) {
        retired.push_back(std::move(*at));
        spares.erase(at);
    }
    busy_until.erase(id);
    has_news = true;
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
        // An answer that was under way when its device was left ends no outage.
        if (serving.get() != &now_serving) return std::nullopt;
        done = std::exchange(pending, std::nullopt);
    }
    if (!done || done->from == now_serving.id()) return std::nullopt;
    auto opened_at = std::max(now_serving.opened_at, done->detected_at);
    answered_at -= done->human;
    SwitchRecord record{.slot = config.name,
                        .from = done->from,
                        .to = now_serving.id(),
                        .reason = std::string(done->reason ? name_of(done->reason->code) : "requested"),
                        .outage_ms = ms(answered_at - done->last_good_at),
                        .detection_ms = ms(done->detected_at - done->last_good_at),
                        .open_ms = ms(opened_at - done->detected_at),
                        .first_frame_ms = ms(answered_at - opened_at),
                        .human_ms = done->human.count() > 0 ? std::optional(ms(done->human)) : std::nullopt,
                        .settings_not_mapped = now_serving.settings_not_mapped};
    if (done->frame_interval && done->frame_interval->count() > 0)
        record.frames_lost =
            static_cast<std::uint64_t>(record.outage_ms / static_cast<double>(done->frame_interval->count()));
    auto reason = done->reason ? std::optional(done->reason->code) : std::nullopt;
    hub->note_switch(record.from, record.to, record.reason, record.outage_ms, record.first_frame_ms);
    emit({.kind = SlotEvent::Kind::switched,
          .device = record.to,
          .reason = reason,
          .change = record,
          .message = {"A spare device has taken over.", "Perangkat cadangan telah mengambil alih."}});
    return record;
}

}  // namespace limner
