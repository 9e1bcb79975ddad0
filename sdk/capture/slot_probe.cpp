#include "capture/slot_impl.h"
#include "device/convert.h"

#include <algorithm>
#include <utility>

namespace limner {

using namespace std::chrono_literals;

namespace {

constexpr auto slice = 100ms;

/// One question to the device, which is no picture to be taken: whether it has answered.
Result<bool> ask(Serving& device, const Until& until) {
    auto soon = until.sooner(slice);
    if (device.is_camera()) {
        auto grabbed = device.device.lane->grab(std::max(soon.remaining(), 1ms), until.remaining() + 1ms, soon);
        if (!grabbed) return grabbed.error();
        return std::holds_alternative<DriverImage>(*grabbed);
    }
    if (device.is_stop_due) {
        if (auto stopped = device.device.lane->stop(soon); !stopped) return stopped.error();
        device.is_stop_due = false;
    }
    auto options = device.device.lane->options(soon);
    if (!options) return options.error();
    return true;
}

}  // namespace

/// A camera has to deliver; readers and scanners, of which nothing can be asked without a person, have to stop and to
/// name their options.
Result<void> Slot::Impl::probe(Serving& device, const Until& until, bool gives_way) {
    auto overdue = Until{Clock::now() + stall_after(device.device.info.device_class), until.stop};
    auto cancelled = Error{ErrorCode::cancelled, "slot '" + config.name + "': cancelled"};
    while (!overdue.has_passed()) {
        if (until.is_stopped()) return cancelled;
        if (device.is_camera() && device.is_still != false) {
            auto streams = device.restart(false, config.width, config.height,
                                          {std::min(until.deadline, overdue.deadline), until.stop});
            if (!streams && streams.error().code != ErrorCode::timed_out) return of_device(streams.error());
            if (!streams) continue;
        }
        if (until.has_passed() || (gives_way && waiting_captures > 0))
            return Error{ErrorCode::timed_out, device.id() + ": not yet known to work after a cancelled call"};
        auto answer = ask(device, {std::min(until.deadline, overdue.deadline), until.stop});
        if (answer && *answer) {
            device.is_in_doubt = false;
            device.alive_at = Clock::now();
            device.watch.pause();
            return {};
        }
        if (!answer && answer.error().code == ErrorCode::cancelled) return cancelled;
        if (!answer && answer.error().code != ErrorCode::timed_out) return of_device(answer.error());
    }
    return Error{ErrorCode::device_stalled, device.id() + ": no answer after a cancelled call"};
}

/// Between captures; one that comes meanwhile asks the device itself.
bool Slot::Impl::probe_doubtful(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    if (!doubtful || is_turn_taken) return false;
    auto device = std::exchange(doubtful, nullptr);
    if (device != serving || !device->is_in_doubt) return true;
    is_turn_taken = true;
    lock.unlock();
    auto proof = probe(*device, {Clock::time_point::max(), stop}, true);
    if (!proof && remedy_for(proof.error().code) == Remedy::switch_device) retire(device, proof.error());
    lock.lock();
    is_turn_taken = false;
    changed.notify_all();
    return true;
}

}  // namespace limner
