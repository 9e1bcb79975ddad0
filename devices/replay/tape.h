#pragma once

#include <limner/testing/recording.h>

#include <chrono>
#include <memory>
#include <optional>

namespace limner::replay {

using Clock = std::chrono::steady_clock;

/// A recording that plays against the clock. It runs only while somebody asks: who asks late delays the rest, as if the
/// device had waited.
class Tape {
public:
    struct Options {
        double speed = 1;
        bool loops = true;
    };
    /// An answer and when it is due; its times are on the host's clock.
    struct Cue {
        std::shared_ptr<const simulation::RecordedEvent> event;
        Clock::time_point due;
        Clock::time_point exposed_at;
        std::uint64_t sequence = 0;  ///< Rises strictly from one start to the next.
    };

    Tape(simulation::RecordingReader reader, const Options& options);

    /// From the beginning, or after as many scan ends; false where nothing is left then.
    Result<bool> begin(Clock::time_point now, std::uint64_t skipped_scans = 0);
    /// The answer that comes next, without consuming it; nothing after the end. bad_data for a recording of no answer.
    Result<std::optional<Cue>> peek(Clock::time_point now);
    void take();

    const std::optional<std::string>& damage() const noexcept { return reader_.damage(); }

private:
    Result<bool> load();
    Result<bool> start_again(Clock::time_point now);
    Result<bool> skip(std::uint64_t scans);
    Clock::time_point time_of(std::chrono::nanoseconds at) const;

    simulation::RecordingReader reader_;
    Options options_;
    Clock::time_point origin_{};
    std::chrono::nanoseconds first_at_{0};
    std::shared_ptr<const simulation::RecordedEvent> event_{};
    bool is_timed_ = false;  ///< The tape has waited for whoever asks for event_.
    std::uint64_t next_sequence_ = 0;
    std::uint64_t pictures_ = 0;
};

}  // namespace limner::replay
