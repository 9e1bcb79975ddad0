#include "capture/print_capture.h"

#include <limner/check/check_platen.h>

#include <tuple>
#include <vector>

namespace limner {

namespace {

Finding not_lifted() {
    Finding finding{.requirement = "finger_lifted", .verdict = FindingVerdict::fail};
    finding.text = {"The finger captured before was not lifted. Lift it, then lay down the one that was asked for.",
                    "Jari sebelumnya belum diangkat. Angkat jari itu, lalu tempelkan jari yang diminta."};
    return finding;
}

}  // namespace

Report with_finding(const Report& report, Finding finding) {
    std::vector<Finding> findings = report.findings();
    findings.push_back(std::move(finding));
    return {report.profile(), report.profile_version(), std::move(findings)};
}

Result<PrintCapture> PrintCapture::begin(Slot& slot, const Wanted& wanted, const CaptureObserver& observer,
                                         const Until& until) {
    if (slot.config().device_class != DeviceClass::fingerprint_reader)
        return Error{ErrorCode::invalid_argument, "slot '" + slot.config().name + "' has no fingerprint readers"};
    auto session = CaptureSession::begin(slot.impl(), until);
    if (!session) return session.error();
    PrintCapture capture(*std::move(session), wanted, observer);
    // The slot keeps its own until the finger is known to be gone: this capture may end without a print.
    capture.last_ = capture.session_.last_print();
    const auto& last = capture.last_;
    const bool is_retake = last && !last->is_good && last->position == wanted.position;
    if (is_retake || (last && last->is_past(Clock::now()))) capture.forget_last();
    return capture;
}

bool PrintCapture::is_over() const {
    return good_since_ && (is_lifted_after_good_ || Clock::now() - *good_since_ >= wanted_.hold);
}

void PrintCapture::begin_device() {
    generation_ = session_.generation();
    origin_ = session_.device()->origin();
    best_.reset();
    good_since_.reset();
    is_lifted_after_good_ = false;
    if (last_ && last_->device_id != origin_.id) last_.reset();
}

Result<std::optional<Frame>> PrintCapture::next(const Until& until) {
    while (!is_over()) {
        auto next = session_.next(until);
        if (!next) {
            const bool is_deadline = next.error().code == ErrorCode::timed_out || until.has_passed();
            if (best_ && is_deadline && !until.is_stopped()) break;
            return next.error();
        }
        if (session_.device() && session_.generation() != generation_) begin_device();
        if (const auto* waiting = std::get_if<Waiting>(&*next)) see(*waiting);
        if (auto* frame = std::get_if<Frame>(&*next)) return std::optional(std::move(*frame));
    }
    return std::optional<Frame>();
}

void PrintCapture::see(Waiting waiting) {
    if (observer_.on_waiting) observer_.on_waiting(waiting.hint);
    if (waiting.hint == Hint::place_finger) see_no_finger();
    if (waiting.hint == Hint::lift_finger) {
        // It brings nothing more of this finger.
        is_lifted_after_good_ = good_since_.has_value();
        if (!good_since_) session_.ask_for(Action::lift_finger);
    }
}

void PrintCapture::forget_last() {
    last_.reset();
    session_.last_print().reset();
}

void PrintCapture::see_no_finger() {
    forget_last();
    is_lifted_after_good_ = good_since_.has_value();
    if (!good_since_) session_.ask_for(Action::place_finger);
}

/// A print that nothing is wrong with is there. Of others, a faint one and glass that is only dirty look alike.
Result<bool> PrintCapture::is_finger_there(const Frame& frame, bool is_useless, const Until& until) {
    if (!is_useless) return true;
    const auto glass =
        judge<PlatenCheck>([image = frame.image, ppi = frame.ppi] { return check_platen(image, ppi); }, until);
    if (!glass) return glass.error();
    if (!glass->has_finger) see_no_finger();
    return glass->has_finger || glass->residue.value_or(0) >= dirty_residue;
}

/// The same finger again is not told from one that was never lifted: nobody asks for it twice.
Result<bool> PrintCapture::is_of_last(std::span<const Image> prints, std::optional<double> ppi, const Until& until) {
    auto job = [fingers = last_->fingers, here = std::vector(prints.begin(), prints.end()), ppi]() -> Result<bool> {
        return fingers->are_among(here, ppi);
    };
    return judge<bool>(std::move(job), until);
}

Result<bool> PrintCapture::take(const Frame& frame, const Report& report, std::span<const Image> prints,
                                const Until& until) {
    const bool is_useless = report.verdict() == ReportVerdict::fail;
    if (observer_.on_frame) observer_.on_frame(frame, report);
    if (auto end = session_.look_at_platen(frame, is_useless, until)) return *end;
    if (!session_.device()) return false;
    auto better = is_better(frame, report, prints, until);
    return better || !has_left(better.error()) ? better : false;
}

Result<bool> PrintCapture::is_better(const Frame& frame, const Report& report, std::span<const Image> prints,
                                     const Until& until) {
    const bool is_useless = report.verdict() == ReportVerdict::fail;
    const auto is_there = is_finger_there(frame, is_useless, until);
    if (!is_there || !*is_there) return is_there;
    const auto is_last = last_ ? is_of_last(prints, frame.ppi, until) : Result<bool>(false);
    if (!is_last) return is_last;
    if (last_ && !*is_last) forget_last();
    if (last_) session_.ask_for(Action::lift_finger);
    if (!last_) session_.forget_asked();
    if (!last_ && !is_useless && !good_since_) good_since_ = Clock::now();
    const BestPrint found{!last_, report.score(), !is_useless, std::make_shared<FingersLeft>(prints, frame.ppi)};
    const bool is_best = !best_ || std::tie(found.counts, found.score) > std::tie(best_->counts, best_->score);
    if (is_best) best_ = found;
    return is_best;
}

Report PrintCapture::complete(const Report& report, std::optional<double> quality) {
    const bool counts = best_->counts;
    session_.complete(counts ? quality : std::nullopt);
    if (!counts) {
        last_->taken_at = Clock::now();
        session_.last_print() = std::move(last_);
        return with_finding(report, not_lifted());
    }
    session_.last_print() = LastPrint{origin_.id, wanted_.position, best_->is_good, best_->fingers, Clock::now()};
    session_.post("reading minutiae", [fingers = best_->fingers] { fingers->read(); });
    return report;
}

}  // namespace limner
