#include "device_state.h"

#include "process_fault.h"

#include <cstdlib>
#include <limits>
#include <system_error>
#include <thread>
#include <utility>

namespace limner::virtual_driver {
namespace {

constexpr milliseconds default_hang{60'000};
constexpr milliseconds default_replug{2'000};

Result<void> hang(const FaultConfig& fault, const driver::Interruption::Call* call) {
    auto end = Clock::now() + fault.duration.value_or(default_hang);
    if (!fault.is_cancellable || !call) {
        std::this_thread::sleep_until(end);
        return {};
    }
    if (call->wait_until(end)) return {};
    return Error{ErrorCode::cancelled, "cancelled while hanging"};
}

}  // namespace

DeviceState::DeviceState(const DeviceConfig& device, SharedStates states, std::size_t number)
    : config(device),
      states_(std::move(states)),
      shared_(states_->at(number)),
      script(device.faults, shared_.faults),
      next_sequence(shared_.next_sequence) {
    std::int64_t unborn = 0;
    shared_.born.compare_exchange_strong(unborn, now_ns());
}

bool DeviceState::is_plugged() const {
    std::error_code unreadable;
    if (config.plugged_while && !std::filesystem::exists(*config.plugged_while, unreadable)) return false;
    return now_ns() >= shared_.away_until;
}

void DeviceState::unplug_for(std::optional<milliseconds> duration) {
    using std::chrono::nanoseconds;
    shared_.away_until =
        duration ? now_ns() + nanoseconds(*duration).count() : std::numeric_limits<std::int64_t>::max();
}

Result<void> DeviceState::strike(const Moment& moment, const driver::Interruption::Call* call) {
    for (const FaultConfig& fault : script.strike_call(moment)) {
        switch (fault.kind) {
            case FaultKind::unplug: unplug_for(fault.duration); break;
            case FaultKind::replug: unplug_for(fault.duration.value_or(default_replug)); break;
            case FaultKind::error: return Error{fault.code, config.id + ": scripted error"};
            case FaultKind::hang:
                if (auto ended = hang(fault, call); !ended) return ended;
                break;
            default:
                if (auto broken = break_process(fault); !broken) return broken;
                break;
        }
    }
    if (!is_plugged()) return Error{ErrorCode::device_lost, config.id + ": unplugged"};
    return {};
}

}  // namespace limner::virtual_driver
