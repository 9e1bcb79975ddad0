#pragma once

#include "check/face_shape.h"

namespace limner::portrait {

/// What the person mask says about the surroundings of a face.
struct Surroundings {
    std::optional<double> background_gradient{};  ///< Absent where too little background is to be seen.
    std::optional<cv::Point2d> crown{};  ///< Top of the head, hair and covering included; absent where it is cut off.
};

/// The part of the picture around the face that the person mask is wanted for; empty where they do not meet.
cv::Rect surroundings_region(cv::Size picture, const FaceShape& face);

/// `person`: a share of 0..1 for `region`, in any size. The gradient is the mean Scharr magnitude of the lightness on
/// the background, away from the person, at the standard's scale (65 pixels between the eyes) and after sensor noise is
/// smoothed away, which would otherwise outweigh every shadow.
Surroundings measure_surroundings(const cv::Mat& rgb, const FaceShape& face, const cv::Mat& person,
                                  const cv::Rect& region);

}  // namespace limner::portrait
