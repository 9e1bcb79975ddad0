#pragma once

#include <limner/check/fingerprint_minutiae.h>

#include "check/fingerprint_ridges.h"

#include <vector>

namespace limner {

/// The minutiae of thinned ridges, without what only looks like one: spurs, bridges, breaks, islands, the print's edge.
std::vector<MinutiaPoint> minutiae_of(const cv::Mat& skeleton, const RidgeMap& map);

}  // namespace limner
