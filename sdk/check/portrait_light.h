#pragma once

#include "check/portrait_aligned.h"

#include <array>

namespace limner::portrait {

/// 8-bit sRGB in linear light, 0..1.
struct LuminanceTable {
    std::array<float, 256> linear{};
    LuminanceTable();
    float of(const cv::Vec3b& rgb) const {
        return 0.2126F * linear[rgb[0]] + 0.7152F * linear[rgb[1]] + 0.0722F * linear[rgb[2]];
    }
};
const LuminanceTable& luminance_table();

/// How light is spread over a face: statistics of linear luminance inside the landmarks' hull.
struct FaceLight {
    double mean_0_1 = 0;
    double variance = 0;      ///< Of 0..1.
    double dark_share = 0;    ///< Of the pixels: luminance 0..25 of 255.
    double bright_share = 0;  ///< 247..255.
    double entropy_bits = 0;  ///< Of the histogram of 256 values.
};

/// Measured inside the face's hull.
FaceLight measure_light(const AlignedFace& face);

}  // namespace limner::portrait
