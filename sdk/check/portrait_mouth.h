#pragma once

#include "check/face_shape.h"

namespace limner::portrait {

/// What a mouth does, in distances between the eyes.
struct FaceMouth {
    double corner_lift = 0;  ///< How far its corners lie above the middle of its line: a smile's. Negative: below.
    double dark_band = 0;    ///< Height of what is darker than half of the lips, in the mouth's middle.
};

/// Nothing where the landmarks are no mesh or the mouth lies outside the picture.
std::optional<FaceMouth> measure_mouth(const cv::Mat& rgb, const FaceShape& face);

}  // namespace limner::portrait
