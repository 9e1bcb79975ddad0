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
    double ppi = 500;  ///< The image's own, or assumed 500. Everything is measured after it was brought to 500.
    /// Measures by name: Limner's own in snake_case, and NFIQ 2.3's native ones that need no minutiae by NFIQ 2's names
    /// ("FDA_Bin10_Mean"). Absent is what could not be measured.
    std::map<std::string, double> features{};
    std::optional<int> score_0_100{};        ///< Limner's estimate of NFIQ 2's score from these features: not NFIQ 2.
    std::optional<int> nfiq2_score_0_100{};  ///< NFIQ 2's own, where add_nfiq2_score() added it (limner/check/nfiq2.h).
    std::string nfiq2_forest_md5{};          ///< The forest that gave it.
};

/// Measures a flat print (dark ridges on a light ground) against a profile of kind fingerprint. Pure and safe from any
/// thread. `ppi`: pixels per inch of the image where known; 500 is assumed otherwise.
Result<FingerprintCheck> check_fingerprint(const Image& image, const Profile& profile, std::optional<double> ppi = {},
                                           const Subject& subject = {}, Finger finger = Finger::unknown);

/// A print in gray as it would be at 500 ppi, which WSQ, ANSI/NIST and NFIQ 2's measures are specified for; within 1 %
/// of that it is left as it is. invalid_argument outside 50 to 5,000 ppi.
Result<Image> resample_to_500_ppi(const Image& image, double ppi);

}  // namespace limner
