#pragma once

#include "check/portrait_aligned.h"

namespace limner::portrait {

/// Where the irises lie beside their place in eyes that look straight ahead, in widths of an eye; the mean of both.
struct Gaze {
    double aside = 0;  ///< Positive to the subject's left.
    double down = 0;   ///< Of what the lids leave free: an iris that rises behind the upper lid hardly moves.
};

/// The iris is the dark part between the lids. Nothing where the landmarks are no mesh or an eye shows too little.
std::optional<Gaze> measure_gaze(const AlignedFace& face);

}  // namespace limner::portrait
