#include "cli/slap_json.h"

#include "record/json_forms.h"

namespace limner::cli {

Json json_of(const SlapFinger& finger, const FingerprintCheck& check) {
    return {{"finger", finger.finger == Finger::unknown ? Json(nullptr) : Json(name_of(finger.finger))},
            {"corners", limner::json_of(finger.corners)},
            {"tilt_degrees", finger.tilt_degrees},
            {"width", finger.image.width()},
            {"height", finger.image.height()},
            {"verdict", name_of(check.report.verdict())},
            {"score", or_null(check.score_0_100)}};
}

}  // namespace limner::cli
