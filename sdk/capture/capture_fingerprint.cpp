#include "capture/capture_session.h"

#include <limner/capture/capture.h>

namespace limner {

Result<Fingerprint> capture_fingerprint(Slot& slot, const FingerprintOptions& options, const Until& until) {
    if (slot.config().device_class != DeviceClass::fingerprint_reader)
        return Error{ErrorCode::invalid_argument, "slot '" + slot.config().name + "' has no fingerprint readers"};
    const Profile& profile = options.profile ? *options.profile : profiles::fingerprint_enrol();
    auto session = CaptureSession::begin(slot.impl(), until);
    if (!session) return session.error();
    std::optional<Fingerprint> best;
    int generation = 0;
    while (!best || best->report().verdict() == ReportVerdict::fail) {
        auto frame = session->next_frame(until, options.observer);
        if (!frame) {
            bool is_deadline = frame.error().code == ErrorCode::timed_out;
            if (best && is_deadline) break;
            return frame.error();
        }
        if (session->generation() != generation) best.reset();
        generation = session->generation();
        auto check = check_fingerprint(frame->image, profile, frame->ppi, options.subject, options.finger);
        if (!check) return check.error();
        if (options.observer.on_frame) options.observer.on_frame(*frame, check->report);
        bool is_useless = check->report.verdict() == ReportVerdict::fail;
        if (auto end = session->look_at_platen(*frame, is_useless)) return *end;
        if (!session->device()) continue;
        bool is_better = !best || check->report.score() > best->report().score();
        if (is_better)
            best = Fingerprint{*std::move(frame), options.finger, *std::move(check), {}, session->device()->origin()};
    }
    session->complete(best->check.score_0_100);
    best->switches = session->switches();
    return *std::move(best);
}

}  // namespace limner
