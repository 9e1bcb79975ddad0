#pragma once

#include <limner/capture/capture.h>

#include <functional>
#include <optional>
#include <string>

namespace limner {

/// Tells what the applicant should be told, once each time that it changes. Knows no clock: time is the frames'.
class GuidanceTeller {
public:
    /// `tells_hold`: that the pose is to be held is said, too.
    GuidanceTeller(std::function<void(const Guidance&)> listener, bool tells_hold, std::chrono::milliseconds read)
        : listener_(std::move(listener)), tells_hold_(tells_hold), read_(read) {}

    explicit operator bool() const noexcept { return static_cast<bool>(listener_); }

    void tell(const Guidance& guidance, Clock::time_point now);
    /// What a burst lacked, for as long as guidance asks for nothing else. Null: nothing.
    void note_lack(const Finding* lack) { lack_ = lack ? std::optional(*lack) : std::nullopt; }
    void tell_taken(Clock::time_point now) { say({.should_capture = true}, "taken", now); }

private:
    void say(const Guidance& guidance, const std::string& what, Clock::time_point now);

    std::function<void(const Guidance&)> listener_;
    bool tells_hold_;
    std::chrono::milliseconds read_;
    std::optional<Finding> lack_{};
    std::string told_{};
    Text words_{};
    Clock::time_point told_at_{};
};

}  // namespace limner
