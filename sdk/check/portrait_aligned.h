#pragma once

#include "check/face_shape.h"

#include <span>

namespace limner::portrait {

/// A face turned upright and scaled to the standard's size (113 pixels between the eyes), cut to its hull's bounds and
/// the forehead above it. Every place is in pixels of `rgb`.
struct AlignedFace {
    cv::Mat rgb{};
    cv::Mat hull{};  ///< 255 inside the landmarks' hull and the picture.
    cv::Matx23d to_aligned{};
    cv::Point2d right_eye{}, left_eye{}, mouth{};
    std::vector<cv::Point2f> mesh{};  ///< Empty where the face's landmarks are no mesh.
    double inside_share = 1;          ///< Of the landmarks' hull: what lies inside the picture.

    double scale() const;  ///< Pixels of `rgb` on one of the picture.
    double inter_eye_px() const { return cv::norm(left_eye - right_eye); }
};

/// Nothing where less than half of the hull lies inside the picture.
std::optional<AlignedFace> align(const cv::Mat& rgb, const FaceShape& face);

/// Fills the polygon of the mesh's points by MediaPipe's numbers in a mask that is `shrink` times smaller than the
/// face. Points far outside the mask, or nowhere, are brought near it.
void fill_mesh(cv::Mat& mask, const AlignedFace& face, std::span<const int> points, int shrink = 1);

}  // namespace limner::portrait
