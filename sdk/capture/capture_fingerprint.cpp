#include "capture/print_capture.h"

#include <limner/capture/capture.h>

namespace limner {

Result<Fingerprint> capture_fingerprint(Slot& slot, const FingerprintOptions& options, const Until& until) {
    const Profile& profile = options.profile ? *options.profile : profiles::fingerprint_enrol();
    auto capture = PrintCapture::begin(slot, {static_cast<int>(options.finger), options.hold}, options.observer, until);
    if (!capture) return capture.error();
    std::optional<Fingerprint> best;
    while (true) {
        auto frame = capture->next(until);
        if (!frame) return frame.error();
        if (!*frame) break;
        auto check = check_fingerprint((*frame)->image, profile, (*frame)->ppi, options.subject, options.finger);
        if (!check) return check.error();
        const auto is_best = capture->take(**frame, check->report, {&(*frame)->image, 1});
        if (!is_best) return is_best.error();
        if (*is_best) best = Fingerprint{**std::move(frame), options.finger, *std::move(check), {}, capture->device()};
    }
    best->check.report = capture->complete(best->check.report, best->check.score_0_100);
    best->switches = capture->switches();
    return *std::move(best);
}

}  // namespace limner
