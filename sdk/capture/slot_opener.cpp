#include "capture/slot_impl.h"
#include "device/convert.h"

#include <limner/driver/driver_abi.h>

#include <algorithm>

namespace limner {

using namespace std::chrono_literals;

namespace {

constexpr auto try_busy_again_after = 500ms;
constexpr auto slice = 100ms;
constexpr int proof_frames = 10;
constexpr auto proof_patience = 10s;

}  // namespace

bool Slot::Impl::is_opening_in_time(Clock::time_point now) const {
    return std::ranges::any_of(
        openings, [&](const auto& entry) { return now < entry.second.began_at + stall_after(config.device_class); });
}

DeviceClass Slot::Impl::class_of(const std::string& id) const {
    return hub->class_of(id).value_or(config.device_class);
}

void Slot::Impl::begin_opening(const std::string& id, HoldAs as, Clock::time_point now) {
    // With nothing else to serve, its first picture is proof enough.
    bool needs_proof = serving && quarantine.has_failed(id);
    Opening& opening = openings[id];
    opening.began_at = now;
    opening.thread = std::jthread([this, id, as, needs_proof](const std::stop_token& stop) {
        auto limits = lane_limits_for(class_of(id));
        const bool is_to_stream = as == HoldAs::use || config.failover.spares_stream || needs_proof;
        auto opened = open(id, as, is_to_stream, limits, Until::in(limits.open + limits.start, stop));
        if (opened && needs_proof) {
            if (auto proof = prove(**opened, stop); !proof) opened = proof.error();
        }
        // That somebody may not use it is no fault of the device's, and for a person to mend.
        if (!opened && opened.error().code != ErrorCode::access_denied) opened = of_device(opened.error());
        std::lock_guard lock(mutex);
        openings.at(id).result = std::move(opened);
        has_news = true;
        changed.notify_all();
    });
}

Result<std::shared_ptr<Serving>> Slot::Impl::open(const std::string& id, HoldAs as, bool is_to_stream,
                                                  const LaneLimits& limits, const Until& until) {
    auto began_at = Clock::now();
    auto device = hub->open(id, "slot '" + config.name + "'", as, limits, until);
    if (!device) return device.error();
    auto opened = std::make_shared<Serving>(Serving{*std::move(device), {}, StreamWatch(config.failover)});
    opened->is_stand_in = opened->device.info.device_class != config.device_class;
    for (const auto& [name, value] : config.settings) {
        auto set = opened->device.lane->set_option(name, value, until);
        if (set) continue;
        if (remedy_for(set.error().code) == Remedy::switch_device) return set.error();
        opened->settings_not_mapped.push_back(name);
        hub->log(LIMNER_LOG_WARNING, id + " goes without the setting '" + name + "': " + set.error().message);
    }
    if (opened->is_camera() && is_to_stream) {
        if (auto started = opened->restart(false, config.width, config.height, until); !started) return started.error();
    }
    opened->opened_at = opened->alive_at = Clock::now();
    hub->note_opening(id, std::chrono::duration<double, std::milli>(opened->opened_at - began_at).count());
    return opened;
}

bool Slot::Impl::is_needed() {
    std::lock_guard lock(mutex);
    return !serving;
}

/// Unless it is needed at once, a camera that failed before has to stream for as long as it takes to see it frozen or
/// black. Of readers and scanners nothing can be asked without a person.
Result<void> Slot::Impl::prove(Serving& device, const std::stop_token& stop) {
    if (!device.is_camera()) return {};
    auto stall_limit = stall_after(device.device.info.device_class);
    auto span = std::max(config.failover.frozen_after.value_or(0ms), config.failover.black_after.value_or(0ms));
    auto began_at = Clock::now();
    auto last_at = began_at;
    auto until = Until::in(span + proof_patience, stop);
    for (int good = 0;
         (good < proof_frames || last_at - began_at < span || device.watch.is_suspicious()) && !is_needed();) {
        auto grabbed = device.device.lane->grab(slice, stall_limit, until);
        bool is_late = Clock::now() - last_at >= stall_limit;
        if (grabbed && std::holds_alternative<DriverImage>(*grabbed)) {
            auto frame = frame_from(std::get<DriverImage>(*grabbed), device.id());
            if (!frame) return frame.error();
            last_at = Clock::now();
            if (auto failure = device.watch.look_at(frame->image, last_at, device.id())) return *failure;
            ++good;
        } else if (is_late) {
            return Error{ErrorCode::device_stalled, device.id() + ": no picture"};
        } else if (!grabbed && (grabbed.error().code != ErrorCode::timed_out || until.has_passed())) {
            return grabbed.error();
        }
    }
    device.watch.pause();
    return {};
}

/// Takes over what the openings brought; true where there was anything.
bool Slot::Impl::take_in_openings(Clock::time_point now) {
    bool has_any = false;
    for (auto at = openings.begin(); at != openings.end();) {
        if (!at->second.result) {
            ++at;
            continue;
        }
        has_any = true;
        auto result = *std::move(at->second.result);
        bool is_unwanted = at->second.thread.get_stop_token().stop_requested();
        auto id = at->first;
        at = openings.erase(at);
        if (!result && !is_unwanted)
            note_failed_opening(id, result.error(), now);
        else if (result)
            take_in(*std::move(result));
    }
    if (has_any) changed.notify_all();
    return has_any;
}

void Slot::Impl::take_in(std::shared_ptr<Serving> opened) {
    if (is_released && !is_capturing) {
        retired.push_back(std::move(opened));
        return;
    }
    hub->hold_as(opened->id(), HoldAs::spare);
    if (serving && hub->is_wanted(opened->id())) {
        retired.push_back(std::move(opened));
        return;
    }
    spares.push_back(std::move(opened));
    sort_spares();
}

void Slot::Impl::note_failed_opening(const std::string& id, const Error& error, Clock::time_point now) {
    last_failure = error;
    if (error.code == ErrorCode::device_busy) {  // that somebody else has it says nothing against a device
        busy_until[id] = now + try_busy_again_after;
        return;
    }
    hub->note_error(id, error);
    // Of a device that is tried again and again the officer hears once.
    if (!quarantine.has_failed(id))
        emit(
            {.kind = SlotEvent::Kind::degraded, .device = id, .reason = error.code, .message = advice_for(error.code)});
    if (is_mistake_in_setup(error))
        quarantine.note_mistake(id, now);
    else
        quarantine.note_failure(id, now);
}

void Slot::Impl::sort_spares() {
    std::ranges::stable_sort(spares, [this](const auto& one, const auto& other) {
        return rank_of(one->device.info) < rank_of(other->device.info);
    });
}

}  // namespace limner
