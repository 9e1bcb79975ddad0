#include "conform/probe/device.h"
#include "conform/probe/groups.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

namespace limner::conform {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

milliseconds between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration_cast<milliseconds>(to - from);
}

void restart_at_end(Device& device, const Grab& grab) {
    if (!grab.answer.is_good()) throw NotAssessed{"grab() answered " + grab.say() + ": see the check cycle"};
    if (!grab.is_end()) return;
    (void)device.stop();
    device.must_start();
}

/// Fails where more than one of a few grabs overruns: one may be the machine's fault.
milliseconds see_one_slice(Device& device, milliseconds slice) {
    constexpr auto tolerance = 150ms;
    constexpr int tries = 6;
    int late = 0;
    milliseconds worst{0};
    for (int i = 0; i < tries; ++i) {
        Grab grab = device.grab(slice);
        auto overrun = std::max(between(grab.asked_at, grab.answered_at) - slice, 0ms);
        worst = std::max(worst, overrun);
        late += overrun > tolerance ? 1 : 0;
        if (late > 1 || overrun > 1s)
            throw Failed{"grab() with a slice of " + std::to_string(slice.count()) + " ms returned " +
                         std::to_string(worst.count()) + " ms after its end"};
        restart_at_end(device, grab);
    }
    return worst;
}

std::string see_slices(Module& module) {
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    device.must_start();
    milliseconds worst{0};
    for (auto slice : {0ms, 20ms, 100ms, 400ms}) worst = std::max(worst, see_one_slice(device, slice));
    device.close();
    return "slices of 0, 20, 100 and 400 ms were overrun by " + std::to_string(worst.count()) + " ms at most";
}

/// A grab that another thread cancels after a while.
struct CancelledGrab {
    Grab grab{};
    std::optional<Clock::time_point> cancelled_at{};  ///< Nothing where the grab had ended before.
    milliseconds cancel_took{0};
};

CancelledGrab cancel_a_grab(Device& device, milliseconds after) {
    CancelledGrab seen;
    std::atomic<bool> has_ended = false, has_thrown = false;
    {
        std::jthread canceller([&] {
            std::this_thread::sleep_for(after);
            if (has_ended) return;
            auto began = Clock::now();
            seen.cancelled_at = began;
            try {
                device.cancel();
            } catch (...) {
                has_thrown = true;
            }
            seen.cancel_took = between(began, Clock::now());
        });
        seen.grab = device.grab(3s, " with cancel() from another thread");
        has_ended = true;
    }
    if (has_thrown) throw Failed{"an exception left cancel()", "threw in cancel()"};
    return seen;
}

struct Cancels {
    int in_progress = 0;
    int late = 0;
    milliseconds longest{0};
};

void see_one_cancel(Device& device, milliseconds after, Cancels& sum) {
    constexpr auto limit = 250ms;
    auto seen = cancel_a_grab(device, after);
    const Answer& answer = seen.grab.answer;
    if (!answer.is_good() && !answer.is(ErrorCode::cancelled))
        throw Failed{"a cancelled grab() answered " + answer.say() + " in place of cancelled"};
    if (seen.cancelled_at && seen.grab.answered_at > *seen.cancelled_at) {
        ++sum.in_progress;
        auto took = between(*seen.cancelled_at, seen.grab.answered_at);
        sum.longest = std::max(sum.longest, took);
        sum.late += took > limit ? 1 : 0;
        // One may be the machine's fault.
        if (sum.late > 1 || took > 1s)
            throw Failed{"a grab() went on for " + std::to_string(took.count()) + " ms after cancel()"};
    }
    if (seen.cancel_took > limit)
        throw Failed{"cancel() itself took " + std::to_string(seen.cancel_took.count()) + " ms"};
    if (device.is_scanner()) {
        (void)device.stop();
        if (auto again = device.start(); !again.is_good())
            throw Failed{"after a cancelled grab() and stop(), start() answered " + again.say()};
    }
    Grab next = device.next_image();
    if (!next.answer.is_good()) throw Failed{"the grab() after a cancelled one answered " + next.say()};
    if (!next.is_image()) throw NotAssessed{"after a cancelled grab() no image came in time, but " + next.say()};
}

std::string see_cancel(Module& module) {
    auto* instance = module.initialise();
    Device device = Device::open(module, instance, module.request().device);
    device.must_start();
    (void)device.must_grab();
    Cancels sum;
    for (auto after : {0ms, 1ms, 5ms, 10ms, 20ms, 60ms}) see_one_cancel(device, after, sum);
    // With no call in progress a cancel has no effect.
    device.cancel();
    Grab next = device.next_image();
    if (!next.answer.is_good()) throw Failed{"after a cancel() of nothing grab() answered " + next.say()};
    device.cancel();
    auto stopped = device.stop();
    if (!stopped.is_good()) throw Failed{"after a cancel() of nothing stop() answered " + stopped.say()};
    device.cancel();
    auto started = device.start();
    if (!started.is_good()) throw Failed{"after a cancel() of nothing start() answered " + started.say()};
    device.close();
    if (sum.in_progress == 0)
        return "every grab() ended by itself before its cancel(); a cancel() of nothing had no effect";
    return std::to_string(sum.in_progress) + " grabs in progress ended within " + std::to_string(sum.longest.count()) +
           " ms of cancel(), and the next ones were good";
}

}  // namespace

void check_slice(Module& module) {
    module.reporter().check("slice", [&] { return see_slices(module); });
}
void check_cancel(Module& module) {
    module.reporter().check("cancel", [&] { return see_cancel(module); });
}

}  // namespace limner::conform
