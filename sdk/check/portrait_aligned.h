#pragma once

#include "check/face_shape.h"

#include <span>

namespace limner::portrait {

/// The side of the standard's aligned picture in pixels.
inline constexpr int aligned_size = 616;

/// The similarity that takes a face to the standard's aligned picture. Nothing where the eyes are too close together.
std::optional<cv::Matx23d> standard_alignment(const FaceShape& face);

std::vector<cv::Point2f> moved(const std::vector<cv::Point2f>& points, const cv::Matx23d& transform);

/// 255 inside the points' hull.
cv::Mat filled_hull(const std::vector<cv::Point2f>& points, cv::Size size);

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
