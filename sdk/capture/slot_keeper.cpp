#include "capture/slot_impl.h"
#include "device/convert.h"

#include <algorithm>

namespace limner {

using namespace std::chrono_literals;

namespace {

constexpr auto first_listing_patience = 2s;
constexpr auto look_again_after = 500ms;  // a device that another process gives back is announced by nobody

}  // namespace

void Slot::Impl::keep(const std::stop_token& stop) {
    // The primary may belong to a driver that lists its devices a little later than a spare's.
    hub->wait_for_devices(Until::in(first_listing_patience, stop));
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        has_news = false;
        auto now = Clock::now();
        show_barred(quarantine.barred(now));
        if (keep_once(lock, now, stop)) continue;
        changed.wait_until(lock, stop, next_look(now), [this] {
            return has_news || !retired.empty() || (doubtful && !is_turn_taken) ||
                   (is_released && !is_capturing && (serving || !spares.empty())) || (!serving && !spares.empty());
        });
    }
    show_barred({});
}

Clock::time_point Slot::Impl::next_look(Clock::time_point now) const {
    auto next = std::min(now + look_again_after, quarantine.next_change(now).value_or(Clock::time_point::max()));
    for (const auto& [id, opening] : openings) {
        auto overdue_at = opening.began_at + stall_after(config.device_class);
        if (overdue_at > now) next = std::min(next, overdue_at);
    }
    return next;
}

bool Slot::Impl::keep_once(std::unique_lock<std::mutex>& lock, Clock::time_point now, const std::stop_token& stop) {
    bool has_changed = take_in_openings(now);
    if (!is_released) {
        has_changed |= fill(now) || warm_up_spare(now) || fail_back(now);
        trim_spares();
    }
    has_changed |= probe_doubtful(lock, stop);
    forget_past_print(now);
    return close_unused() || has_changed;
}

void Slot::Impl::show_barred(const std::set<std::string>& barred) {
    for (const std::string& id : barred) {
        if (!shown_barred.contains(id)) hub->set_quarantined(id, this, true);
    }
    for (const std::string& id : shown_barred) {
        if (!barred.contains(id)) hub->set_quarantined(id, this, false);
    }
    shown_barred = barred;
}

bool Slot::Impl::close_unused() {
    auto over = std::erase_if(closings, [](const Closing& closing) { return closing.is_over; });
    if (over > 0) changed.notify_all();
    auto unused = std::exchange(retired, {});
    if (is_released && !is_capturing) {
        for (auto& [id, opening] : openings) opening.thread.request_stop();
        if (serving) unused.push_back(std::exchange(serving, nullptr));
        std::ranges::move(std::exchange(spares, {}), std::back_inserter(unused));
    }
    if (unused.empty()) return false;
    begin_closing(std::move(unused));
    return true;
}

/// Prints are personal: what tells them again goes when no finger of then can lie there any more. Who has the turn has
/// the print.
void Slot::Impl::forget_past_print(Clock::time_point now) {
    if (!is_turn_taken && last_print && (is_released || last_print->is_past(now))) last_print.reset();
}

void Slot::Impl::begin_closing(std::vector<std::shared_ptr<Serving>> unused) {
    Closing& closing = closings.emplace_back();
    for (const auto& one : unused) closing.ids.insert(one->id());
    closing.thread = std::jthread([this, &closing, unused = std::move(unused)]() mutable {
        unused.clear();
        std::lock_guard lock(mutex);
        closing.is_over = has_news = true;
        changed.notify_all();
    });
}

std::optional<std::size_t> Slot::Impl::place_of(const DeviceInfo& device) const {
    bool is_stand_in = device.device_class != config.device_class;
    if (is_stand_in && device.device_class != DeviceClass::camera) return std::nullopt;
    const auto& patterns = is_stand_in ? config.stand_ins : config.candidates;
    auto at = std::ranges::find_if(patterns, [&](const auto& pattern) { return matches(pattern, device.id); });
    if (at == patterns.end()) return std::nullopt;
    return static_cast<std::size_t>(at - patterns.begin()) + (is_stand_in ? config.candidates.size() : 0);
}

std::pair<std::size_t, std::string> Slot::Impl::rank_of(const DeviceInfo& device) const {
    return {place_of(device).value_or(config.candidates.size() + config.stand_ins.size()), device.id};
}

std::vector<std::string> Slot::Impl::candidates(HoldAs as, Clock::time_point now) const {
    auto devices = hub->devices();
    std::erase_if(devices, [&](const DeviceInfo& device) {
        bool is_there = device.state == DeviceState::ready || device.state == DeviceState::quarantined;
        bool gives_way = as == HoldAs::use && hub->is_held_as_spare(device.id);
        bool is_usable = is_there || gives_way || is_ours(device.id);
        auto busy = busy_until.find(device.id);
        bool is_busy = busy != busy_until.end() && now < busy->second;
        return !place_of(device) || !is_usable || is_busy;
    });
    std::ranges::sort(devices, {}, [this](const DeviceInfo& device) { return rank_of(device); });
    std::vector<std::string> ids;
    for (const DeviceInfo& device : devices) ids.push_back(device.id);
    return ids;
}

bool Slot::Impl::is_ours(const std::string& id) const {
    auto is_it = [&](const std::shared_ptr<Serving>& one) { return one && one->id() == id; };
    return is_it(serving) || std::ranges::any_of(spares, is_it) || openings.contains(id) || is_closing(id);
}

bool Slot::Impl::is_closing(const std::string& id) const {
    return std::ranges::any_of(closings, [&](const Closing& one) { return one.ids.contains(id); });
}

/// The next device to open: the first that is not barred; where nothing serves, one that was barred long enough ago.
std::optional<std::string> Slot::Impl::choose(HoldAs as, Clock::time_point now) const {
    auto ordered = candidates(as, now);
    std::erase_if(ordered, [this](const std::string& id) { return is_ours(id); });
    for (const std::string& id : ordered) {
        if (!quarantine.is_barred(id, now) && avoided != id) return id;
    }
    if (serving || !spares.empty()) return std::nullopt;
    for (const std::string& id : ordered) {
        if (!quarantine.is_barred_as_last_resort(id, now)) return id;
    }
    return std::nullopt;
}

bool Slot::Impl::fill(Clock::time_point now) {
    if (serving) return false;
    if (!spares.empty()) {
        take_first_spare();
        has_told_no_device = false;
        changed.notify_all();
        return true;
    }
    if (is_opening_in_time(now)) return false;
    if (auto id = choose(HoldAs::use, now)) {
        begin_opening(*id, HoldAs::use, now);
        return true;
    }
    if (openings.empty()) tell_no_device();
    return false;
}

bool Slot::Impl::warm_up_spare(Clock::time_point now) {
    if (!serving || is_opening_in_time(now)) return false;
    if (static_cast<int>(spares.size()) >= config.failover.warm_spares) return false;
    auto id = choose(HoldAs::spare, now);
    if (id) begin_opening(*id, HoldAs::spare, now);
    return id.has_value();
}

bool Slot::Impl::may_fail_back() const {
    return config.failover.fail_back && serving && !is_capturing && !avoided && !pending;
}

bool Slot::Impl::fail_back(Clock::time_point now) {
    if (!may_fail_back()) return false;
    for (const std::string& id : candidates(HoldAs::spare, now)) {
        if (id == serving->id()) return false;
        if (openings.contains(id) || is_closing(id) || quarantine.is_barred(id, now)) continue;
        auto ready = std::ranges::find_if(spares, [&](const auto& spare) { return spare->id() == id; });
        if (ready == spares.end()) {
            if (is_opening_in_time(now)) continue;
            begin_opening(id, HoldAs::spare, now);
            return true;
        }
        change_places(*ready);
        return true;
    }
    return false;
}

void Slot::Impl::change_places(std::shared_ptr<Serving>& preferred) {
    std::swap(serving, preferred);
    hub->hold_as(preferred->id(), HoldAs::spare);
    hub->hold_as(serving->id(), HoldAs::use);
    tell_unmet_settings();
    changed.notify_all();
    emit({.kind = SlotEvent::Kind::recovered,
          .device = serving->id(),
          .message = {"The preferred device works again.", "Perangkat utama berfungsi kembali."}});
}

/// Beyond the policy's number only those stay that are preferred to the one that serves: it makes room for them between
/// captures.
void Slot::Impl::trim_spares() {
    if (!serving || spares.empty()) return;
    sort_spares();
    bool may_return = config.failover.fail_back && !avoided;
    while (static_cast<int>(spares.size()) > config.failover.warm_spares) {
        if (may_return && rank_of(spares.back()->device.info) < rank_of(serving->device.info)) return;
        retired.push_back(std::move(spares.back()));
        spares.pop_back();
    }
}

void Slot::Impl::tell_no_device() {
    if (std::exchange(has_told_no_device, true)) return;
    auto code = last_failure ? last_failure->code : ErrorCode::device_missing;
    emit({.kind = SlotEvent::Kind::no_device, .reason = code, .message = advice_for(code)});
}

}  // namespace limner
