#pragma once

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <utility>

namespace limner {

using Clock = std::chrono::steady_clock;

/// How long a blocking call may take: a deadline and, optionally, a way to end it sooner.
/// A call returns by its deadline plus 50 ms, and within 100 ms of a stop request.
struct Until {
    Clock::time_point deadline;
    std::stop_token stop{};

    static Until in(std::chrono::milliseconds span, std::stop_token stop = {}) {
        return {Clock::now() + span, std::move(stop)};
    }
    /// Never negative.
    std::chrono::milliseconds remaining() const {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        return std::max(left, std::chrono::milliseconds{0});
    }
    bool has_passed() const { return Clock::now() >= deadline; }
    bool is_stopped() const { return stop.stop_requested(); }
    /// The same stop token with a deadline of at most `span` from now.
    Until sooner(std::chrono::milliseconds span) const { return {std::min(deadline, Clock::now() + span), stop}; }
};

}  // namespace limner
