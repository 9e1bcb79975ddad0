#pragma once

#include "tally.h"

#include <limner/base/until.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace limner::faults {

/// How a call is made.
struct How {
    std::chrono::milliseconds patience{};
    std::optional<std::chrono::milliseconds> stop_after{};
};

/// Makes calls of the API and keeps how late they return.
class Calls {
public:
    explicit Calls(Tally& tally) : tally_(tally) {}

    /// What happens now, for remarks.
    void describe(std::string what) { what_ = std::move(what); }

    /// A call that is over before its stop says nothing about stops.
    template <typename Function>
    auto make(const How& how, Function&& call) {
        std::stop_source source;
        auto until = Until::in(how.patience, source.get_token());
        auto stop_at = Clock::now() + how.stop_after.value_or(how.patience);
        std::jthread stopper;
        if (how.stop_after)
            stopper = std::jthread([&](const std::stop_token& over) { stop_then(stop_at, source, over); });
        auto answer = call(until);
        auto now = Clock::now();
        bool was_stopped = source.stop_requested();
        stopper.request_stop();
        note(ms(now - until.deadline), was_stopped ? ms(now - stop_at) : 0);
        return answer;
    }

private:
    static double ms(Clock::duration span) { return std::chrono::duration<double, std::milli>(span).count(); }
    static void stop_then(Clock::time_point at, std::stop_source& source, const std::stop_token& over) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any().wait_until(lock, over, at, [] { return false; });
        if (!over.stop_requested()) source.request_stop();
    }

    void note(double late, double after_stop) {
        tally_.overruns_ms.push_back(std::max(0.0, late));
        if (after_stop > 0) tally_.cancels_ms.push_back(after_stop);
        if (late > 50) tally_.remarks.push_back(fmt::format("{}: {:.0f} ms after the deadline", what_, late));
        if (after_stop > 100) tally_.remarks.push_back(fmt::format("{}: {:.0f} ms after the stop", what_, after_stop));
    }

    Tally& tally_;
    std::string what_{};
};

}  // namespace limner::faults
