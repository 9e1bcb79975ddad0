#include "capture/capture_session.h"
#include "capture/guidance_teller.h"

#include <limner/capture/capture.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>

namespace limner {
namespace {

const Finding* first_lack(const Report& report) {
    const auto at = std::ranges::find_if(
        report, [](const Finding& finding) { return finding.is_mandatory && finding.verdict == FindingVerdict::fail; });
    return at == report.end() ? nullptr : &*at;
}

/// One capture, from frame to frame. Frames of two devices are never compared.
class PortraitCapture {
public:
    PortraitCapture(CaptureSession session, const PortraitChecker& checker, const PortraitOptions& options)
        : session_(std::move(session)),
          checker_(checker),
          profile_(copy_of(options.profile ? *options.profile : profiles::icao_9303())),
          guide_profile_(copy_of(options.guide_profile ? *options.guide_profile : profiles::preview())),
          options_(options),
          guide_(options.guide),
          teller_(options.observer.on_guidance, options.auto_capture, options.guide.read) {}

    Result<Portrait> run(const Until& until) {
        while (!is_done()) {
            auto frame = session_.next_frame(time_for_frames(until), options_.observer);
            if (!frame) return at_the_end(frame.error(), until);
            if (session_.generation() != generation_) begin_device(until);
            auto taken = take(*std::move(frame), until);
            if (!taken && !has_left(taken.error())) return taken.error();
        }
        teller_.tell_taken(best_->frame.exposed_at);
        return complete();
    }

private:
    static std::shared_ptr<const Profile> copy_of(const Profile& profile) {
        return std::make_shared<const Profile>(profile);
    }

    /// What guidance never let through is judged at the end: that takes some times what the guide's quick check does.
    Until time_for_frames(const Until& until) const {
        const bool is_left_to_judge = best_seen_ && burst_left_ == 0;
        return is_left_to_judge ? Until{until.deadline - 6 * slowest_guide_, until.stop} : until;
    }

    int burst() const { return std::max(options_.burst, 1); }

    bool is_done() const {
        if (!options_.auto_capture && !has_stills_) return good_ >= burst();
        return best_ && burst_left_ == 0 && best_->report.verdict() != ReportVerdict::fail;
    }

    void begin_device(const Until& until) {
        generation_ = session_.generation();
        origin_ = session_.device()->origin();
        best_.reset();
        best_seen_.reset();
        good_ = burst_left_ = stills_left_ = 0;
        guide_.reset();
        has_stills_ = session_.has_stills(until);
    }

    Result<void> take(Frame frame, const Until& until) {
        if (session_.is_taking_stills()) return take_still(std::move(frame), until);
        // The stream goes on in place of the stills that were asked for: it has to do.
        if (std::exchange(stills_left_, 0) > 0) has_stills_ = false;
        const bool is_guided = options_.auto_capture || has_stills_;
        if (!is_guided || burst_left_ > 0) return take_for_burst(std::move(frame), until);
        return guide(std::move(frame), until);
    }

    /// The first that passes: each is a picture by itself, which may take seconds.
    Result<void> take_still(Frame frame, const Until& until) {
        auto found = check(frame, profile_, until);
        if (!found) return found.error();
        best_seen_.reset();
        const bool is_good = found->report.verdict() != ReportVerdict::fail;
        if (options_.auto_capture && !is_good) teller_.note_lack(first_lack(found->report));
        keep_if_better(std::move(frame), *std::move(found));
        if (is_good || --stills_left_ == 0) {
            stills_left_ = 0;
            session_.end_stills();
        }
        return {};
    }

    Result<PortraitCheck> check(const Frame& frame, const std::shared_ptr<const Profile>& profile, const Until& until) {
        auto job = [checker = checker_, image = frame.image, profile, subject = options_.subject] {
            return checker.check(image, *profile, subject);
        };
        auto check = session_.compute<PortraitCheck>("judging a portrait", std::move(job), until);
        if (check && options_.observer.on_frame) options_.observer.on_frame(frame, check->report);
        return check;
    }

    Result<void> take_for_burst(Frame frame, const Until& until) {
        auto found = check(frame, profile_, until);
        if (!found) return found.error();
        if (!options_.auto_capture && teller_) teller_.tell(guide_.take(frame, *found), frame.exposed_at);
        if (!burst_report_ || found->report.score() > burst_report_->score()) burst_report_ = found->report;
        if (burst_left_ > 0) --burst_left_;
        if (options_.auto_capture && burst_left_ == 0) teller_.note_lack(first_lack(*burst_report_));
        keep_if_better(std::move(frame), *std::move(found));
        return {};
    }

    void keep_if_better(Frame frame, PortraitCheck found) {
        if (found.report.verdict() != ReportVerdict::fail) ++good_;
        if (best_ && found.report.score() <= best_->report.score()) return;
        best_ = Portrait{std::move(frame), std::move(found.report), found.landmarks, {}, origin_};
    }

    Result<void> guide(Frame frame, const Until& until) {
        const auto began_at = Clock::now();
        auto found = check(frame, guide_profile_, until);
        if (!found) return found.error();
        slowest_guide_ = std::max(slowest_guide_, Clock::now() - began_at);
        const Guidance guidance = guide_.take(frame, *found);
        if (teller_) teller_.tell(guidance, frame.exposed_at);
        const double score = found->report.score();
        if (!best_seen_ || score >= best_seen_score_) {
            best_seen_ = std::move(frame);
            best_seen_score_ = score;
        }
        const bool is_due =
            options_.auto_capture ? guidance.should_capture : found->report.verdict() != ReportVerdict::fail;
        if (!is_due) return {};
        if (has_stills_) {
            stills_left_ = burst();
            session_.begin_stills();
            return {};
        }
        best_seen_.reset();
        burst_report_.reset();
        burst_left_ = burst();
        return take_for_burst(*guide_.best(), until);
    }

    /// At the deadline what guidance never let through is still the best there is.
    Result<Portrait> at_the_end(const Error& error, const Until& until) {
        const bool is_deadline = error.code == ErrorCode::timed_out || until.has_passed();
        if (!is_deadline || until.is_stopped()) return error;
        if (best_seen_) {
            auto last = take_for_burst(*std::exchange(best_seen_, std::nullopt), until);
            if (!last && !has_left(last.error())) return last.error();
            if (until.is_stopped()) return last.error();
        }
        return best_ ? Result<Portrait>(complete()) : error;
    }

    Portrait complete() {
        session_.complete();
        best_->switches = session_.switches();
        return *std::move(best_);
    }

    CaptureSession session_;
    PortraitChecker checker_;
    std::shared_ptr<const Profile> profile_, guide_profile_;
    const PortraitOptions& options_;
    PortraitGuide guide_;
    GuidanceTeller teller_;
    int generation_ = 0;
    DeviceOrigin origin_{};
    std::optional<Portrait> best_{};
    int good_ = 0;  ///< Frames that no requirement fails: nothing better can come where a measure cannot be taken.
    int burst_left_ = 0;                    ///< Frames of the burst that have yet to come.
    bool has_stills_ = false;               ///< The stream shows when to take one, and is no picture itself.
    int stills_left_ = 0;                   ///< That may follow where the last one fails.
    std::optional<Report> burst_report_{};  ///< The best of the burst's.
    std::optional<Frame> best_seen_{};      ///< Since the last burst, by the guide's profile.
    double best_seen_score_ = 0;
    Clock::duration slowest_guide_ = std::chrono::milliseconds(30);
};

Result<CaptureSession> begin(Slot& slot, const Until& until) {
    if (slot.config().device_class != DeviceClass::camera)
        return Error{ErrorCode::invalid_argument, "slot '" + slot.config().name + "' has no cameras"};
    return CaptureSession::begin(slot.impl(), until);
}

/// Of the default models, loaded once.
Result<PortraitChecker> shared_checker() {
    static std::mutex mutex;
    static std::optional<PortraitChecker> shared;
    std::lock_guard lock(mutex);
    if (!shared) {
        auto loaded = PortraitChecker::load();
        if (!loaded) return loaded.error();
        shared = *std::move(loaded);
    }
    return *shared;
}

}  // namespace

Result<Portrait> capture_portrait(Slot& slot, const PortraitChecker& checker, const PortraitOptions& options,
                                  const Until& until) {
    auto session = begin(slot, until);
    if (!session) return session.error();
    return PortraitCapture(*std::move(session), checker, options).run(until);
}

Result<Portrait> capture_portrait(Slot& slot, const Profile& profile, const Until& until) {
    auto session = begin(slot, until);
    if (!session) return session.error();
    auto checker = session->compute<PortraitChecker>("loading models", shared_checker, until);
    if (!checker) return checker.error();
    return PortraitCapture(*std::move(session), *checker, {.profile = &profile}).run(until);
}

}  // namespace limner
