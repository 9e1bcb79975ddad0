#include "capture/capture_session.h"

#include <limner/capture/capture.h>

#include <mutex>

namespace limner {
namespace {

/// The best of what one device has delivered.
struct Best {
    std::optional<Portrait> portrait{};
    int good = 0;  ///< Frames that no requirement fails: nothing better can come where a measure cannot be taken.

    void take(Portrait next) {
        if (next.report.verdict() != ReportVerdict::fail) ++good;
        if (!portrait || next.report.score() > portrait->report.score()) portrait = std::move(next);
    }
};

Result<Portrait> checked(Frame frame, const PortraitChecker& checker, const Profile& profile,
                         const PortraitOptions& options) {
    auto check = checker.check(frame.image, profile, options.subject);
    if (!check) return check.error();
    if (options.observer.on_frame) options.observer.on_frame(frame, check->report);
    return Portrait{std::move(frame), std::move(check->report), check->landmarks, {}};
}

}  // namespace

Result<Portrait> capture_portrait(Slot& slot, const PortraitChecker& checker, const PortraitOptions& options,
                                  const Until& until) {
    if (slot.config().device_class != DeviceClass::camera)
        return Error{ErrorCode::invalid_argument, "slot '" + slot.config().name + "' has no cameras"};
    const Profile& profile = options.profile ? *options.profile : profiles::icao_9303();
    auto session = CaptureSession::begin(slot.impl(), until);
    if (!session) return session.error();
    Best best;
    int generation = 0;
    while (best.good < std::max(options.burst, 1)) {
        auto frame = session->next_frame(until, options.observer);
        if (!frame) {
            bool is_deadline = frame.error().code == ErrorCode::timed_out;
            if (best.portrait && is_deadline) break;
            return frame.error();
        }
        if (session->generation() != generation) best = {};
        generation = session->generation();
        auto next = checked(*std::move(frame), checker, profile, options);
        if (!next) return next.error();
        next->device = session->device()->origin();
        best.take(*std::move(next));
    }
    session->complete();
    best.portrait->switches = session->switches();
    return *std::move(best.portrait);
}

Result<Portrait> capture_portrait(Slot& slot, const Profile& profile, const Until& until) {
    static std::mutex mutex;
    static std::optional<PortraitChecker> shared;
    std::optional<PortraitChecker> checker;
    {
        std::lock_guard lock(mutex);
        if (!shared) {
            auto loaded = PortraitChecker::load();
            if (!loaded) return loaded.error();
            shared = *std::move(loaded);
        }
        checker = shared;
    }
    return capture_portrait(slot, *checker, {.profile = &profile}, until);
}

}  // namespace limner
