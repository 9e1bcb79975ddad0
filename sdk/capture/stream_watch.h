#pragma once

#include <limner/base/until.h>
#include <limner/capture/failover_policy.h>
#include <limner/frame/image.h>

#include <deque>
#include <optional>
#include <string>

namespace limner {

/// Tells a streaming camera that repeats one picture, shows black or is too slow. Pure: a function of the frames and
/// times given.
class StreamWatch {
public:
    explicit StreamWatch(const FailoverPolicy& policy)
        : frozen_after_(policy.frozen_after),
          black_after_(policy.black_after),
          slower_than_fps_(policy.slower_than_fps) {}

    /// Looks at a decoded frame (gray8 or rgb8) that arrived at `now`; the failure that it completes, or nothing.
    std::optional<Error> look_at(const Image& image, Clock::time_point now, const std::string& device_id);

    /// Sees a picture that nobody takes, so that the next one is known for its repeat.
    void see(const Image& image);

    /// The last picture was black or the one before it: a failure where that goes on and is watched.
    bool is_suspicious() const noexcept { return (black_after_ && black_since_) || (frozen_after_ && is_repeating_); }

    /// The last picture is the one before it, bit by bit, over pauses too: no new exposure, whatever its header says.
    /// False where frozen pictures are not watched.
    bool is_repeat() const noexcept { return frozen_after_ && is_repeat_; }

    /// Mean time between frames over the last two seconds.
    std::optional<std::chrono::milliseconds> frame_interval() const;

    /// The same in milliseconds, once for every two seconds; for a history of the device's pace.
    std::optional<double> new_pace(Clock::time_point now);

    /// The device was idle: what was seen before says nothing about now.
    void pause();

private:
    bool is_frozen(std::uint64_t digest, Clock::time_point now);
    bool is_black(int mean, Clock::time_point now);
    bool is_slow(Clock::time_point now);

    std::optional<std::chrono::milliseconds> frozen_after_, black_after_;
    std::optional<double> slower_than_fps_;
    std::optional<std::uint64_t> digest_{};
    Clock::time_point same_since_{};
    bool is_repeating_ = false;
    std::optional<std::uint64_t> last_digest_{};
    bool is_repeat_ = false;
    std::optional<Clock::time_point> black_since_{};
    std::deque<Clock::time_point> arrivals_{};
    std::optional<Clock::time_point> running_since_{};
    std::optional<Clock::time_point> pace_since_{};
};

}  // namespace limner
