#pragma once

#include <limner/base/result.h>
#include <limner/check/profile.h>
#include <limner/check/report.h>
#include <limner/check/subject.h>
#include <limner/frame/image.h>

#include <map>
#include <optional>
#include <string>

namespace limner {

struct FingerprintCheck {
    Report report;
    double ppi = 500;                          ///< What the measures were taken at (the image's own, or assumed 500).
    std::map<std::string, double> features{};  ///< Measures by name.
    std::optional<int> score_0_100{};          ///< Limner's own estimate from these features: not NFIQ 2.
};

/// Measures a flat print (dark ridges on a light ground) against a profile of kind fingerprint. Pure and safe from any
/// thread. `ppi`: pixels per inch of the image where known; 500 is assumed otherwise.
Result<FingerprintCheck> check_fingerprint(const Image& image, const Profile& profile, std::optional<double> ppi = {},
                                           const Subject& subject = {}, Finger finger = Finger::unknown);

}  // namespace limner
