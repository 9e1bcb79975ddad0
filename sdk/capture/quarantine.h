#pragma once

#include <limner/base/until.h>

#include <limner/capture/failover_policy.h>

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace limner {

/// Which devices a slot does not use for now because they failed: pure functions of the time given. Each further
/// failure doubles the cool-down, up to 16 times.
class Quarantine {
public:
    explicit Quarantine(const FailoverPolicy& policy)
        : cool_down_(policy.cool_down), max_losses_(policy.max_losses), losses_within_(policy.losses_within) {}

    void note_failure(const std::string& id, Clock::time_point now);
    /// It cannot be used before somebody changes the set-up: the same, and no last resort before the cool-down.
    void note_mistake(const std::string& id, Clock::time_point now);
    /// The device disappeared, in use or not: too often within the policy's span bars it, too.
    void note_loss(const std::string& id, Clock::time_point now);
    /// The device completed a capture: its next failure counts as the first. Losses stay.
    void note_success(const std::string& id);
    /// It has delivered without a failure since `since`: the same, once that is as long as its cool-down.
    void note_service(const std::string& id, Clock::time_point since, Clock::time_point now);

    /// Whether a failure of it is remembered.
    bool has_failed(const std::string& id) const;
    /// Barred while another device can serve.
    bool is_barred(const std::string& id, Clock::time_point now) const;
    /// Barred even where nothing else is left: a sixteenth of the cool-down, so that a slot's only device is soon tried
    /// again; after a mistake in the set-up all of it.
    bool is_barred_as_last_resort(const std::string& id, Clock::time_point now) const;

    /// Every device that is_barred().
    std::set<std::string> barred(Clock::time_point now) const;
    /// When the next device may be tried again; nothing where none is barred.
    std::optional<Clock::time_point> next_change(Clock::time_point now) const;

private:
    struct Entry {
        Clock::time_point failed_at{};
        int failures = 0;
        bool is_mistake = false;  ///< The last failure.
        std::deque<Clock::time_point> losses{};
    };
    Clock::duration span(int failures) const;
    int excess_losses(const Entry& entry) const;
    Clock::time_point last_at(const Entry& entry) const;
    Clock::time_point barred_until(const Entry& entry) const;
    Clock::time_point last_resort_at(const Entry& entry) const;

    std::chrono::milliseconds cool_down_;
    int max_losses_;
    std::chrono::milliseconds losses_within_;
    std::map<std::string, Entry> entries_;
};

}  // namespace limner
