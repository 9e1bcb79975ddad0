#pragma once

#include "check/face_shape.h"

namespace limner::portrait {

/// What a mouth does, in distances between the eyes.
struct FaceMouth {
    double corner_lift = 0;  ///< How far its corners lie above the middle of its line: a smile's. Negative: below.
    double dark_band = 0;    ///< Height of what is darker than half of the lips, in the mouth's middle.
    /// Step of brightness at the line between the lips / the brightness there, 0..1: a mouth has one, whatever covers
    /// it has none along it, be it of skin's colour.
    double line_step = 0;
};

/// Nothing where the landmarks are no mesh or the mouth lies outside the picture.
std::optional<FaceMouth> measure_mouth(const cv::Mat& rgb, const FaceShape& face);

}  // namespace limner::portrait
