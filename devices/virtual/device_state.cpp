#include "device_state.h"

#include <cstdlib>
#include <system_error>
#include <thread>

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

bool DeviceState::is_plugged() const {
    std::error_code unreadable;
    if (config.plugged_while && !std::filesystem::exists(*config.plugged_while, unreadable)) return false;
    std::lock_guard lock(mutex_);
    return !away_until_ || Clock::now() >= *away_until_;
}

void DeviceState::unplug_for(std::optional<milliseconds> duration) {
    std::lock_guard lock(mutex_);
    away_until_ = duration ? Clock::now() + *duration : Clock::time_point::max();
}

Result<void> DeviceState::strike(const Moment& moment, const driver::Interruption::Call* call) {
    for (const FaultConfig& fault : script.strike_call(moment)) {
        switch (fault.kind) {
            case FaultKind::unplug: unplug_for(fault.duration); break;
            case FaultKind::replug: unplug_for(fault.duration.value_or(default_replug)); break;
            case FaultKind::crash: std::abort();
            case FaultKind::error: return Error{fault.code, config.id + ": scripted error"};
            case FaultKind::hang:
                if (auto ended = hang(fault, call); !ended) return ended;
                break;
            default: break;
        }
    }
    if (!is_plugged()) return Error{ErrorCode::device_lost, config.id + ": unplugged"};
    return {};
}

}  // namespace limner::virtual_driver
