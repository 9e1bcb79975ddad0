#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace limner::virtual_driver {

/// When a free-running sensor exposes, and which exposures a driver's queue of limited length still holds when
/// somebody asks late: a full queue keeps its oldest, as V4L2's does.
class TickClock {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Tick {
        std::uint64_t index;
        Time at;
    };

    TickClock() = default;
    /// The first exposure is at `start`. `queue` 0: nothing is kept while nobody asks.
    TickClock(Time start, std::chrono::nanoseconds period, std::size_t queue)
        : start_(start), period_(period), queue_(queue) {}

    /// The oldest exposure kept, else the next one to come. take() consumes it.
    Tick peek(Time now) {
        std::uint64_t coming = exposed_by(now);
        if (queue_ == 0) return tick(std::max(next_, coming));
        for (; next_ < coming && kept_.size() < queue_; ++next_) kept_.push_back(next_);
        next_ = std::max(next_, coming);
        return tick(kept_.empty() ? next_ : kept_.front());
    }
    void take(const Tick& taken) {
        if (!kept_.empty() && kept_.front() == taken.index) return kept_.pop_front();
        next_ = taken.index + 1;
    }

private:
    Tick tick(std::uint64_t index) const { return {index, start_ + static_cast<std::int64_t>(index) * period_}; }
    /// The number of exposures that began before `now`.
    std::uint64_t exposed_by(Time now) const {
        return now <= start_
                   ? 0
                   : static_cast<std::uint64_t>((now - start_ + period_ - std::chrono::nanoseconds(1)) / period_);
    }

    Time start_{};
    std::chrono::nanoseconds period_{1};
    std::size_t queue_ = 0;
    std::uint64_t next_ = 0;
    std::deque<std::uint64_t> kept_{};
};

}  // namespace limner::virtual_driver
