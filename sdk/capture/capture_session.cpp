#include "capture/capture_session.h"

#include "device/convert.h"

#include <algorithm>
#include <utility>

namespace limner {

using namespace std::chrono_literals;

namespace {

constexpr auto slice = 100ms;
constexpr auto stop_patience = 25ms;  // after its deadline a caller waits no longer; the next start waits for the rest
constexpr double unnoticed_ms = 50;   // nobody calls a reader slow for less
constexpr auto still_patience = 10s;  // a still camera focuses, exposes and sends many megabytes
constexpr auto idle_after = 250ms;    // a lane not asked for this long was idle: its silence is no stall

/// The preview stands back while somebody waits for a turn.
struct CountedWait {
    explicit CountedWait(std::atomic<int>& counter) : counter_(counter) { ++counter_; }
    CountedWait(const CountedWait&) = delete;
    CountedWait& operator=(const CountedWait&) = delete;
    ~CountedWait() { --counter_; }

private:
    std::atomic<int>& counter_;
};

}  // namespace

void CaptureSession::EndTurn::operator()(Slot::Impl* slot) const noexcept {
    std::lock_guard lock(slot->mutex);
    slot->is_capturing = false;
    slot->is_turn_taken = false;
    slot->changed.notify_all();
}

Result<CaptureSession> CaptureSession::begin(Slot::Impl& impl, const Until& until) {
    CountedWait waiting(impl.waiting_captures);
    std::unique_lock lock(impl.mutex);
    impl.changed.wait_until(lock, until.stop, until.deadline, [&] { return !impl.is_turn_taken; });
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "slot '" + impl.config.name + "': cancelled"};
    if (impl.is_turn_taken)
        return Error{ErrorCode::timed_out, "slot '" + impl.config.name + "': another capture is in progress"};
    impl.is_turn_taken = true;
    impl.is_capturing = true;
    impl.is_released = false;
    impl.changed.notify_all();
    return CaptureSession(impl);
}

std::optional<CaptureSession> CaptureSession::begin_preview(Slot::Impl& impl) {
    if (impl.waiting_captures > 0) return std::nullopt;
    std::lock_guard lock(impl.mutex);
    if (std::exchange(impl.is_turn_taken, true)) return std::nullopt;
    CaptureSession session(impl);
    session.is_preview_ = true;
    return session;
}

CaptureSession::~CaptureSession() {
    if (slot_ && current_ && is_started_ && !current_->is_camera())
        current_->is_stop_due = !current_->device.lane->stop(Until::in(stop_patience));
    if (!slot_ || !current_ || !current_->is_in_doubt || is_preview_) return;
    std::lock_guard lock(slot_->mutex);
    slot_->doubtful = std::move(current_);
}

Result<void> CaptureSession::ensure_device(const Until& until) {
    {
        std::lock_guard lock(slot_->mutex);
        if (current_ && current_ != slot_->serving) current_.reset();  // an officer asked for another one
    }
    if (!current_) {
        auto serving = slot_->wait_for_serving(until);
        if (!serving) return serving.error();
        current_ = *std::move(serving);
        is_started_ = is_taking_stills_ = has_no_stills_ = false;
        ++generation_;
        if (auto ready = ask_person(until); !ready) return ready;
        bool is_in_doubt = current_->is_in_doubt && !is_preview_;
        if (auto proof = is_in_doubt ? slot_->probe(*current_, until, false) : Result<void>(); !proof) return proof;
    }
    if (Clock::now() - current_->used_at > idle_after) {
        current_->alive_at = Clock::now();
        current_->watch.pause();
    }
    if (current_->is_camera()) return start_camera(until);
    return is_started_ ? Result<void>() : start_device(until);
}

Result<void> CaptureSession::start_camera(const Until& until) {
    if (current_->is_still == is_taking_stills_) return {};
    // A preview's turn is too short for it, and nobody waits for its end.
    auto patient = is_preview_ ? Until{Clock::time_point::max(), until.stop} : until;
    auto started = current_->restart(is_taking_stills_, slot_->config.width, slot_->config.height, patient);
    note_left(started ? std::nullopt : std::optional(started.error()), until);
    return started;
}

bool CaptureSession::has_stills(const Until& until) {
    if (!current_ || !current_->is_camera() || has_no_stills_) return false;
    if (!current_->has_stills) {
        auto options = current_->device.lane->options(until);
        note_left(options ? std::nullopt : std::optional(options.error()), until);
        if (!options) return false;  // what is wrong with it the next grab tells
        current_->has_stills = std::ranges::any_of(*options, [](const driver::Option& one) {
            return one.name == "still" && one.value == driver::Value(true);
        });
    }
    return *current_->has_stills;
}

void CaptureSession::begin_stills() {
    is_taking_stills_ = true;
    asked_at_ = stills_asked_at_ = Clock::now();
}

/// A device that cannot go on at all fails again when it has to stream.
void CaptureSession::give_up_stills(const Error& error) {
    slot_->hub->note_error(current_->id(), error);
    is_taking_stills_ = false;
    has_no_stills_ = true;
}

Result<void> CaptureSession::start_device(const Until& until) {
    if (current_->is_stop_due) {
        if (auto stopped = current_->device.lane->stop(until); !stopped) return stopped;
        current_->is_stop_due = false;
    }
    auto started =
        current_->device.lane->start({driver::Purpose::still, slot_->config.width, slot_->config.height}, until);
    is_started_ = static_cast<bool>(started);
    note_left(started ? std::nullopt : std::optional(started.error()), until);
    current_->alive_at = Clock::now();
    return started;
}

/// After a switch somebody has to move the document or the finger; the time it takes is theirs.
Result<void> CaptureSession::ask_person(const Until& until) {
    std::unique_lock lock(slot_->mutex);
    if (!slot_->pending && !current_->is_stand_in) return {};
    using enum DeviceClass;
    auto device_class = slot_->config.device_class;
    auto action = current_->is_stand_in                ? Action::show_document
                  : device_class == camera             ? Action::look_at
                  : device_class == fingerprint_reader ? Action::place_finger
                                                       : Action::move_document;
    auto asked_at = Clock::now();
    forget_asked();
    ask_for(action);
    if (!slot_->config.failover.confirm_moves || device_class == camera || !slot_->pending) return {};
    auto before = slot_->confirmations;
    slot_->changed.wait_until(lock, until.stop, until.deadline, [&] { return slot_->confirmations != before; });
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "slot '" + slot_->config.name + "': cancelled"};
    if (slot_->confirmations == before)
        return Error{ErrorCode::timed_out, "slot '" + slot_->config.name + "': nobody confirmed the move"};
    if (slot_->pending) slot_->pending->human += Clock::now() - asked_at;
    return {};
}

void CaptureSession::ask_for(Action action) {
    if (std::exchange(asked_for_, action) == action || !current_) return;
    slot_->emit({.kind = SlotEvent::Kind::action_required,
                 .device = current_->id(),
                 .action = action,
                 .message = text_of(action)});
}

std::optional<Error> CaptureSession::fail(const Error& error) {
    if (remedy_for(error.code) != Remedy::switch_device || !current_) return error;
    slot_->retire(std::exchange(current_, nullptr), error);
    bool is_end = ++failures_ > slot_->config.failover.max_switches;
    // A jam is for a person to clear: only another scanner can do better before that.
    bool is_hopeless = error.code == ErrorCode::paper_jam && !slot_->has_another();
    return is_end || is_hopeless ? std::optional(error) : std::nullopt;
}

void CaptureSession::complete(std::optional<double> quality) {
    if (!current_) return;
    slot_->hub->note_capture(current_->id(), quality);
    if (leave_for_)
        slot_->retire(std::exchange(current_, nullptr), *leave_for_);
    else
        slot_->note_completed(*current_);
}

/// A call that its caller left may have hurt the device: cancelled ones do.
void CaptureSession::note_left(const std::optional<Error>& error, const Until& until) {
    current_->is_in_doubt = error && (until.is_stopped() || until.has_passed());
}

void CaptureSession::note_answer() {
    auto now = Clock::now();
    current_->alive_at = now;
    if (auto record = slot_->complete_switch(*current_, now)) {
        switches_.push_back(*std::move(record));
        confirmed_after_ms_ = switches_.back().human_ms.value_or(0);
        asked_person_at_ = now;
    }
}

/// After a switch, the time until the finger lies on the reader or the document in the scanner is a person's.
void CaptureSession::note_person(bool is_waited_for) {
    if (!asked_person_at_) return;
    auto waited = std::chrono::duration<double, std::milli>(Clock::now() - *asked_person_at_);
    if (is_waited_for) switches_.back().human_ms = confirmed_after_ms_ + waited.count();
    if (!is_waited_for) asked_person_at_.reset();
}

Result<Grabbed> CaptureSession::grab_once(const Until& until) {
    if (auto ready = ensure_device(until); !ready) return ready.error();
    auto device_class = current_->device.info.device_class;
    auto stall_at = current_->alive_at + slot_->stall_after(device_class);
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(stall_at - Clock::now());
    if (left.count() <= 0) return Error{ErrorCode::device_stalled, current_->id() + ": no picture and no progress"};
    auto brief = std::min<std::chrono::milliseconds>(slice, std::max(left / 2, 1ms));
    auto grabbed = current_->device.lane->grab(std::min(brief, std::max(until.remaining(), 1ms)), left, until);
    current_->used_at = Clock::now();
    note_left(grabbed ? std::nullopt : std::optional(grabbed.error()), until);
    if (!grabbed) {
        bool is_drivers_own = grabbed.error().code == ErrorCode::timed_out && !until.has_passed();
        return is_drivers_own ? Result<Grabbed>(LaneProgress{}) : grabbed;
    }
    if (const auto* image = std::get_if<DriverImage>(&*grabbed)) {
        // A scanner's damaged band goes on to where pages are put together: the page is lost, not the device's time.
        bool is_whole = !image->is_damaged || device_class == DeviceClass::document_scanner;
        bool is_usable = image->exposed_at >= asked_at_ && is_whole;
        if (!is_usable) {
            see_unused(*image, until);
            return Grabbed(LaneProgress{});
        }
        auto latency = std::chrono::duration<double, std::milli>(current_->used_at - image->exposed_at);
        if (!is_taking_stills_) slot_->hub->note_frame(current_->id(), latency.count());
        current_->good_at = current_->used_at;
        note_answer();
    } else if (!current_->is_camera()) {
        note_answer();  // a camera that only promises pictures is no better than one that is silent
    } else if (is_taking_stills_ && Clock::now() - stills_asked_at_ < still_patience) {
        current_->alive_at = current_->used_at;
    }
    note_person(std::holds_alternative<LaneWaiting>(*grabbed));
    return grabbed;
}

/// A camera that freezes repeats what its queue held before the request, under a new time.
void CaptureSession::see_unused(const DriverImage& image, const Until& until) {
    if (!current_->is_camera() || is_taking_stills_ || image.is_damaged) return;
    if (auto frame = frame_from(image, current_->id(), slot_->computing, until)) current_->watch.see(frame->image);
}

Result<Grabbed> CaptureSession::grab(const Until& until) {
    while (true) {
        auto grabbed = grab_once(until);
        if (grabbed) return grabbed;
        if (until.is_stopped()) return Error{ErrorCode::cancelled, "slot '" + slot_->config.name + "': cancelled"};
        if (is_taking_stills_ && current_ && !until.has_passed())
            give_up_stills(grabbed.error());
        else if (auto end = fail(of_device(grabbed.error())))
            return *end;
    }
}

std::optional<Error> CaptureSession::failure_in(const Frame& frame) {
    if (!current_->is_camera()) {
        note_reading(frame);
        return std::nullopt;
    }
    auto now = Clock::now();
    if (auto failure = current_->watch.look_at(frame.image, now, current_->id())) return failure;
    auto pace = current_->watch.new_pace(now);
    return pace ? slot_->note_pace(current_->id(), *pace) : std::nullopt;
}

/// From the exposure to here: what a person takes to lay a finger down says nothing about the reader.
void CaptureSession::note_reading(const Frame& frame) {
    double took = std::chrono::duration<double, std::milli>(current_->used_at - frame.exposed_at).count();
    if (auto slow = slot_->note_pace(current_->id(), std::max(took, unnoticed_ms))) leave_for_ = slow;
}

void CaptureSession::note_page(Clock::duration took, std::size_t picture_points) {
    if (picture_points == 0 || !current_) return;
    auto pace = std::chrono::duration<double, std::micro>(took).count() / static_cast<double>(picture_points);
    if (auto slow = slot_->note_pace(current_->id(), pace)) leave_for_ = slow;
}

Result<FrameOrWaiting> CaptureSession::next(const Until& until) {
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "slot '" + slot_->config.name + "': cancelled"};
    if (until.has_passed()) return Error{ErrorCode::timed_out, "slot '" + slot_->config.name + "': no picture in time"};
    auto grabbed = grab(until);
    if (!grabbed) return grabbed.error();
    if (const auto* waiting = std::get_if<LaneWaiting>(&*grabbed))
        return FrameOrWaiting(Waiting{hint_from(waiting->hint)});
    if (const auto* image = std::get_if<DriverImage>(&*grabbed)) {
        auto frame = accept(*image, until);
        if (!frame) return frame.error();
        if (*frame) return FrameOrWaiting(**std::move(frame));
    }
    return FrameOrWaiting(Progress{});
}

Result<Frame> CaptureSession::next_frame(const Until& until, const CaptureObserver& observer) {
    while (true) {
        auto next = this->next(until);
        if (!next) return next.error();
        if (auto* frame = std::get_if<Frame>(&*next)) return std::move(*frame);
        const auto* waiting = std::get_if<Waiting>(&*next);
        if (waiting && observer.on_waiting) observer.on_waiting(waiting->hint);
    }
}

Result<std::optional<Frame>> CaptureSession::accept(const DriverImage& image, const Until& until) {
    auto frame = frame_from(image, current_->id(), slot_->computing, until);
    if (is_taking_stills_ && frame) return std::optional(*std::move(frame));  // one still is no stream to watch
    auto failure = frame ? failure_in(*frame) : std::optional(frame.error());
    if (failure) {
        auto end = fail(*failure);
        return end ? Result<std::optional<Frame>>(*end) : std::optional<Frame>();
    }
    if (current_->is_camera() && current_->watch.is_repeat())
        return std::optional<Frame>();  // until it counts as frozen
    slot_->note_good(*current_);
    slot_->show(*frame);
    return std::optional(*std::move(frame));
}

}  // namespace limner
