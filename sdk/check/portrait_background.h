#pragma once

#include "check/face_shape.h"

namespace limner::portrait {

/// What is behind a person, where enough of it is to be seen.
struct Background {
    double gradient = 0;      ///< Mean Scharr magnitude of the lightness at the standard's scale.
    double spread = 0;        ///< CIELAB distance from the median colour that nine tenths of the pixels keep.
    double lightness = 0;     ///< Median L*, 0..100.
    double chroma = 0;        ///< Of the median colour.
    double shadow_depth = 0;  ///< L* by which the darkest tenth beside the person falls below the median.
};

/// What the person mask says about the surroundings of a face.
struct Surroundings {
    std::optional<Background> background{};
    std::optional<cv::Point2d> crown{};  ///< Top of the head, hair and covering included; absent where it is cut off.
};

/// The part of the picture around the face that the person mask is wanted for; empty where they do not meet.
cv::Rect surroundings_region(cv::Size picture, const FaceShape& face);

/// `person`: a share of 0..1 for `region`, in any size. The gradient is the mean Scharr magnitude of the lightness on
/// the background, away from the person, at the standard's scale (65 pixels between the eyes) and after sensor noise is
/// smoothed away, which would otherwise outweigh every shadow.
Surroundings measure_surroundings(const cv::Mat& rgb, const FaceShape& face, const cv::Mat& person,
                                  const cv::Rect& region);

/// L* of the clothing below the chin; 0 where it has a colour. Nothing where the picture ends above it.
std::optional<double> white_clothing(const cv::Mat& rgb, const FaceShape& face);

}  // namespace limner::portrait
