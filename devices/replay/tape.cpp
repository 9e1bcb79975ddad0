#include "tape.h"

#include <algorithm>
#include <utility>

namespace limner::replay {

using simulation::RecordedPicture;

Tape::Tape(simulation::RecordingReader reader, const Options& options)
    : reader_(std::move(reader)), options_(options) {}

Clock::time_point Tape::time_of(std::chrono::nanoseconds at) const {
    auto offset = std::chrono::duration<double, std::nano>(static_cast<double>((at - first_at_).count()));
    return origin_ + std::chrono::duration_cast<std::chrono::nanoseconds>(offset / options_.speed);
}

Result<bool> Tape::skip(std::uint64_t scans) {
    first_at_ = std::chrono::nanoseconds(0);
    while (scans > 0) {
        auto event = reader_.next();
        if (!event) return event.error();
        if (!*event) return false;
        first_at_ = (*event)->at;
        if (std::holds_alternative<ScanEnd>((*event)->what)) --scans;
    }
    return true;
}

Result<bool> Tape::begin(Clock::time_point now, std::uint64_t skipped_scans) {
    event_.reset();
    pictures_ = 0;
    origin_ = now;
    if (auto back = reader_.rewind(); !back) return back.error();
    auto skipped = skip(skipped_scans);
    return skipped && *skipped ? load() : skipped;
}

/// False at the end of the file.
Result<bool> Tape::load() {
    auto event = reader_.next();
    if (!event) return event.error();
    if (!*event) return false;
    event_ = std::make_shared<const simulation::RecordedEvent>(**std::move(event));
    is_timed_ = false;
    return true;
}

Result<bool> Tape::start_again(Clock::time_point now) {
    if (!options_.loops) return false;
    if (pictures_ == 0) return Error{ErrorCode::bad_data, "the recording holds no picture"};
    auto begun = begin(now);
    if (begun && *begun) first_at_ = event_->at;
    return begun;
}

Result<std::optional<Tape::Cue>> Tape::peek(Clock::time_point now) {
    if (!event_) {
        auto loaded = load();
        if (loaded && !*loaded) loaded = start_again(now);
        if (!loaded) return loaded.error();
        if (!*loaded) return std::optional<Cue>{};
    }
    if (!is_timed_) {
        if (auto due = time_of(event_->at); due < now) origin_ += now - due;
        is_timed_ = true;
    }
    Cue cue{event_, time_of(event_->at), {}};
    if (const auto* picture = std::get_if<RecordedPicture>(&event_->what)) {
        cue.exposed_at = std::max(origin_, time_of(picture->exposed_at));
        cue.sequence = next_sequence_;
    }
    return std::optional(std::move(cue));
}

void Tape::take() {
    if (event_ && std::holds_alternative<RecordedPicture>(event_->what)) {
        ++next_sequence_;
        ++pictures_;
    }
    event_.reset();
}

}  // namespace limner::replay
