#include "capture/print_capture.h"

#include <limner/capture/capture.h>

#include <memory>

namespace limner {

Result<Fingerprint> capture_fingerprint(Slot& slot, const FingerprintOptions& options, const Until& until) {
    const auto profile =
        std::make_shared<const Profile>(options.profile ? *options.profile : profiles::fingerprint_enrol());
    auto capture = PrintCapture::begin(slot, {static_cast<int>(options.finger), options.hold}, options.observer, until);
    if (!capture) return capture.error();
    std::optional<Fingerprint> best;
    while (true) {
        auto frame = capture->next(until);
        if (!frame) return frame.error();
        if (!*frame) break;
        auto check = capture->judge<FingerprintCheck>(
            [frame = **frame, profile, subject = options.subject, finger = options.finger] {
                return check_fingerprint(frame.image, *profile, frame.ppi, subject, finger);
            },
            until);
        if (!check && has_left(check.error())) continue;
        if (!check) return check.error();
        const auto is_best = capture->take(**frame, check->report, {&(*frame)->image, 1}, until);
        if (!is_best) return is_best.error();
        if (*is_best) best = Fingerprint{**std::move(frame), options.finger, *std::move(check), {}, capture->device()};
    }
    best->check.report = capture->complete(best->check.report, best->check.score_0_100);
    best->switches = capture->switches();
    return *std::move(best);
}

}  // namespace limner
