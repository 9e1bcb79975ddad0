#pragma once

#include "check/face_shape.h"

namespace limner::portrait {

/// How light is spread over a face: statistics of linear luminance inside the landmarks' hull.
struct FaceLight {
    double mean_0_1 = 0;
    double variance = 0;      ///< Of 0..1.
    double dark_share = 0;    ///< Of the pixels: luminance 0..25 of 255.
    double bright_share = 0;  ///< 247..255.
    double entropy_bits = 0;  ///< Of the histogram of 256 values.
};

/// Measured on the face turned upright and scaled to the standard's size (113 pixels between the eyes). Nothing where
/// less than half of the hull lies inside the picture.
std::optional<FaceLight> measure_light(const cv::Mat& rgb, const FaceShape& face);

}  // namespace limner::portrait
