#pragma once

#include "check/portrait_aligned.h"

namespace limner::portrait {

/// What lies on and around the eyes of an aligned face.
struct EyeSurroundings {
    double bridge_edge = 0;  ///< Step of brightness across the nose's bridge / its brightness: a frame's, 0..1.
    double rim_edge = 0;     ///< The same below the eyes, the weaker of both sides.
    double glare_share = 0;  ///< Of the places of both lenses: pixels that reflect a lamp.
    double tint_ratio = 1;   ///< Linear light around the eyes / on the cheeks.
    double red_share = 0;    ///< Of both irises: pixels that a flash made red.
};

EyeSurroundings measure_eye_surroundings(const AlignedFace& face);

}  // namespace limner::portrait
