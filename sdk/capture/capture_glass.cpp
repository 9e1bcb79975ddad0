#include "capture/capture_session.h"

#include <utility>

namespace limner {

using namespace std::chrono_literals;

bool CaptureSession::is_glass_watched() const {
    return slot_->config.failover.watch_glass && current_ && !current_->is_stand_in;
}

GlassWatch& CaptureSession::glass() {
    GlassWatch& watch = slot_->glasses[current_->id()];
    if (std::exchange(glass_generation_, generation_) != generation_) watch.begin_capture();
    return watch;
}

void CaptureSession::note_dirty_glass() {
    Error error{ErrorCode::glass_dirty, current_->id() + ": its glass shows the same marks as in the capture before"};
    if (slot_->has_another(current_.get())) {
        if (!leave_for_) leave_for_ = std::move(error);
        return;
    }
    if (std::exchange(is_dirt_told_, true)) return;
    slot_->hub->note_error(current_->id(), error);
    slot_->emit({.kind = SlotEvent::Kind::degraded,
                 .device = current_->id(),
                 .reason = error.code,
                 .message = advice_for(error.code)});
}

std::optional<Error> CaptureSession::look_at_platen(const Frame& frame, bool is_useless, const Until& until) {
    constexpr auto every = 250ms;  // it takes some milliseconds, and dirt does not come and go
    if (!is_glass_watched() || Clock::now() - looked_at_glass_at_ < every) return std::nullopt;
    looked_at_glass_at_ = Clock::now();
    auto marks = compute<PlatenMarks>(
        "looking at the glass", [image = frame.image, ppi = frame.ppi] { return marks_on_platen(image, ppi); }, until);
    if (!marks || !glass().is_dirty(*std::move(marks))) return std::nullopt;
    note_dirty_glass();
    bool is_left = is_useless && leave_for_ && failures_ < slot_->config.failover.max_switches;
    return is_left ? fail(*std::exchange(leave_for_, std::nullopt)) : std::nullopt;
}

void CaptureSession::look_at_glass(const Image& page, const Until& until) {
    if (!is_glass_watched()) return;
    auto streaks = compute<std::vector<double>>(
        "looking at the glass", [page] { return streaks_in(page); }, until);
    if (streaks && glass().is_streaked(*std::move(streaks))) note_dirty_glass();
}

}  // namespace limner
