#pragma once

#include <opencv2/core.hpp>

#include <map>
#include <string>

namespace limner::nfiq2 {

/// NFIQ 2.3's native measures of a print by NFIQ 2's own names, but for the five that need FingerJetFX's minutiae
/// (FingerJetFX_*, FJFXPos_*, FingerprintImageWithMinutiae). `gray`: CV_8U at 500 ppi, dark ridges on a light ground.
///
/// Of a uniform or empty picture (UniformImage below 1, EmptyImageOrContrastTooLow above 250) only these two, Mu and
/// MMB are given, as NFIQ 2 stops there. A histogram without a single value (a picture of less than a block) is left
/// out. Bins are counts; the other units are docs/accuracy-fingerprint.md's.
std::map<std::string, double> features_of(const cv::Mat& gray);

}  // namespace limner::nfiq2
