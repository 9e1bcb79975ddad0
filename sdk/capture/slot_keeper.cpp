#include "capture/slot_impl.h"
#include "device/convert.h"

#include <algorithm>

namespace limner {

using namespace std::chrono_literals;

namespace {

constexpr auto first_listing_patience = 2s;
constexpr auto look_again_after = 500ms;  // a device that another holder gives back is announced by nobody

}  // namespace

void Slot::Impl::keep(const std::stop_token& stop) {
    // The primary may belong to a driver that lists its devices a little later than a spare's.
    hub->wait_for_devices(Until::in(first_listing_patience, stop));
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        show_barred(quarantine.barred(Clock::now()));
        if (keep_once(lock, stop)) continue;
        auto now = Clock::now();
        auto next = std::min(now + look_again_after, quarantine.next_change(now).value_or(Clock::time_point::max()));
        changed.wait_until(lock, stop, next, [this] {
            return !retired.empty() || (is_released && !is_capturing && (serving || !spares.empty())) ||
                   (!serving && !spares.empty());
        });
    }
    show_barred({});
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

bool Slot::Impl::keep_once(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    if (!serving && !is_released && fill(lock, stop)) return true;
    if (close_unused(lock)) return true;
    if (is_released || !serving) return false;
    return warm_up_spare(lock, stop) || fail_back(lock, stop);
}

bool Slot::Impl::close_unused(std::unique_lock<std::mutex>& lock) {
    auto unused = std::exchange(retired, {});
    if (is_released && !is_capturing) {
        if (serving) unused.push_back(std::exchange(serving, nullptr));
        std::ranges::move(std::exchange(spares, {}), std::back_inserter(unused));
    }
    if (unused.empty()) return false;
    lock.unlock();
    unused.clear();
    lock.lock();
    changed.notify_all();
    return true;
}

std::vector<std::string> Slot::Impl::candidates() const {
    std::vector<std::string> ordered;
    auto devices = hub->devices();
    for (const std::string& pattern : config.candidates) {
        for (const DeviceInfo& device : devices) {
            bool is_there = device.state == DeviceState::ready || device.state == DeviceState::quarantined;
            bool fits = device.device_class == config.device_class && matches(pattern, device.id);
            bool is_usable = is_there || is_ours(device.id);
            if (fits && is_usable && !std::ranges::count(ordered, device.id)) ordered.push_back(device.id);
        }
    }
    return ordered;
}

bool Slot::Impl::is_ours(const std::string& id) const {
    auto is_it = [&](const std::shared_ptr<Serving>& one) { return one && one->id() == id; };
    return is_it(serving) || std::ranges::any_of(spares, is_it);
}

/// The next device to open: the first that is not barred; where nothing serves, one that was barred long enough ago.
std::optional<std::string> Slot::Impl::choose(Clock::time_point now) const {
    auto ordered = candidates();
    for (const std::string& id : ordered) {
        if (!is_ours(id) && !quarantine.is_barred(id, now) && avoided != id) return id;
    }
    if (serving || !spares.empty()) return std::nullopt;
    for (const std::string& id : ordered) {
        if (!quarantine.is_barred_as_last_resort(id, now)) return id;
    }
    return std::nullopt;
}

bool Slot::Impl::fill(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    if (!spares.empty()) {
        serving = std::move(spares.front());
        spares.pop_front();
    } else {
        auto id = choose(Clock::now());
        if (!id) {
            tell_no_device();
            return false;
        }
        auto opened = open_unlocked(lock, *id, stop);
        if (!opened) return true;
        serving = *std::move(opened);
    }
    has_told_no_device = false;
    changed.notify_all();
    return true;
}

bool Slot::Impl::warm_up_spare(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    if (static_cast<int>(spares.size()) >= config.failover.warm_spares) return false;
    auto id = choose(Clock::now());
    if (!id) return false;
    auto opened = open_unlocked(lock, *id, stop);
    if (opened) spares.push_back(*std::move(opened));
    return true;
}

bool Slot::Impl::fail_back(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    if (!config.failover.fail_back || is_capturing || avoided || pending) return false;
    for (const std::string& id : candidates()) {
        if (id == serving->id()) return false;
        if (is_ours(id) || quarantine.is_barred(id, Clock::now())) continue;
        auto opened = open_unlocked(lock, id, stop);
        if (!opened) return true;
        if (is_capturing || !serving) {
            spares.push_front(*std::move(opened));
            return true;
        }
        retired.push_back(std::exchange(serving, *std::move(opened)));
        changed.notify_all();
        emit({.kind = SlotEvent::Kind::recovered,
              .device = id,
              .message = {"The preferred device works again.", "Perangkat utama berfungsi kembali."}});
        return true;
    }
    return false;
}

Result<std::shared_ptr<Serving>> Slot::Impl::open_unlocked(std::unique_lock<std::mutex>& lock, const std::string& id,
                                                           const std::stop_token& stop) {
    lock.unlock();
    auto limits = lane_limits_for(config.device_class);
    auto opened = open(id, Until::in(limits.open + limits.start, stop));
    if (!opened && !stop.stop_requested()) hub->note_error(id, opened.error());
    lock.lock();
    if (opened || stop.stop_requested()) return opened;
    last_failure = opened.error();
    quarantine.note_failure(id, Clock::now());
    return opened;
}

Result<std::shared_ptr<Serving>> Slot::Impl::open(const std::string& id, const Until& until) {
    auto device = hub->open(id, "slot '" + config.name + "'", lane_limits_for(config.device_class), until);
    if (!device) return device.error();
    auto opened = std::make_shared<Serving>(Serving{*std::move(device), {}, StreamWatch(config.failover)});
    for (const auto& [name, value] : config.settings) {
        auto set = opened->device.lane->set_option(name, value, until);
        if (set) continue;
        if (remedy_for(set.error().code) == Remedy::switch_device) return set.error();
        opened->settings_not_mapped.push_back(name);
    }
    if (is_camera()) {
        driver::Settings wanted{driver::Purpose::preview, config.width, config.height};
        if (auto started = opened->device.lane->start(wanted, until); !started) return started.error();
    }
    opened->opened_at = opened->alive_at = Clock::now();
    return opened;
}

void Slot::Impl::tell_no_device() {
    if (std::exchange(has_told_no_device, true)) return;
    auto code = last_failure ? last_failure->code : ErrorCode::device_missing;
    emit({.kind = SlotEvent::Kind::no_device, .reason = code, .message = advice_for(code)});
}

}  // namespace limner
