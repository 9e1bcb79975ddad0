#pragma once

#include <map>
#include <optional>
#include <string>

namespace limner {

/// An estimate of NFIQ 2's score, 0 to 100, from NFIQ 2's native features that need no minutiae; not NFIQ 2. Nothing
/// where one of them is absent. docs/accuracy-fingerprint.md says how it was fitted and how far off it is.
std::optional<double> estimate_score(const std::map<std::string, double>& features);

}  // namespace limner
