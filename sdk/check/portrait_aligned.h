#pragma once

#include "check/face_shape.h"

namespace limner::portrait {

/// A face turned upright and scaled to the standard's size (113 pixels between the eyes), cut to its hull's bounds and
/// the forehead above it. Every place is in pixels of `rgb`.
struct AlignedFace {
    cv::Mat rgb{};
    cv::Mat hull{};  ///< 255 inside the landmarks' hull and the picture.
    cv::Matx23d to_aligned{};
    cv::Point2d right_eye{}, left_eye{}, mouth{};
    std::vector<cv::Point2f> mesh{};  ///< Empty where the face's landmarks are no mesh.

    double scale() const;  ///< Pixels of `rgb` on one of the picture.
    double inter_eye_px() const { return cv::norm(left_eye - right_eye); }
};

/// Nothing where less than half of the hull lies inside the picture.
std::optional<AlignedFace> align(const cv::Mat& rgb, const FaceShape& face);

}  // namespace limner::portrait
