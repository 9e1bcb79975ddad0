#pragma once

#include "check/portrait_aligned.h"

namespace limner::portrait {

/// How far the eyes look aside, in widths of an eye, positive to the subject's left; the mean of both. The iris is the
/// dark part between the lids. Nothing where the landmarks are no mesh or an eye shows too little.
std::optional<double> measure_gaze(const AlignedFace& face);

}  // namespace limner::portrait
