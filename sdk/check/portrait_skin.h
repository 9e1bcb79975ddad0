#pragma once

#include "check/portrait_aligned.h"

namespace limner::portrait {

/// What the skin of an aligned face tells about light and colour.
struct FaceSkin {
    double illumination_uniformity = 0;  ///< Common share of both cheeks' luminance histograms, 0..1.
    double colour_distance = 0;          ///< Of the cheeks' mean CIELAB a, b (D50) from the box a 5..25, b 5..35.
    double side_ratio = 1;               ///< Gray values of the darker half of the face / of the brighter half, 0..1.
    bool is_left_darker = false;         ///< The subject's left half.
    double hot_share = 0;                ///< Of the face: pixels that reflect a lamp.
};

/// Nothing where a cheek lies outside the picture.
std::optional<FaceSkin> measure_skin(const AlignedFace& face);

}  // namespace limner::portrait
