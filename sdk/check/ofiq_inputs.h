#pragma once

#include "check/portrait_aligned.h"

/// What the reference implementation OFIQ gives to its own models, and how it reads their answers.
namespace limner::portrait::ofiq {

/// A face in the standard's aligned picture: 616 x 616, black outside the picture that it comes from.
struct StandardFace {
    cv::Mat rgb{};
    std::vector<cv::Point2f> outline{}, mesh{};
};
std::optional<StandardFace> standard_face(const cv::Mat& rgb, const FaceShape& shape);

// Blobs of 1 x 3 x height x width.
cv::Mat unified_score_input(const cv::Mat& aligned);  ///< 112 x 112, BGR, 0..1
cv::Mat compression_input(const cv::Mat& aligned);    ///< 248 x 248, RGB, normalised in 0..255
cv::Mat expression_input(const cv::Mat& aligned, int side_px);
cv::Mat parsing_input(const cv::Mat& aligned);    ///< 400 x 400
cv::Mat occlusion_input(const cv::Mat& aligned);  ///< 224 x 224, RGB, 0..1

/// The 26 numbers of the forest that tells sharp faces, on the picture's own pixels within the landmarks' hull: means
/// and deviations of Laplacians, differences from means, and Sobel's derivatives. Empty where the hull lies outside.
std::vector<float> focus_features(const cv::Mat& rgb, const std::vector<cv::Point2f>& outline);

/// The share of cloth and hats in the upper part of a parsed face. `scores`: 1 x 19 x 400 x 400.
double covered_share(const cv::Mat& scores);

/// How much of a face is hidden.
struct Occlusion {
    double face = 0;
    std::optional<double> eyes{}, mouth{};  ///< Absent where the landmarks are no mesh.
};
/// `scores`: 224 x 224, above 0 where the face is seen. Nothing where the landmarks enclose nothing.
std::optional<Occlusion> occlusion_of(const StandardFace& face, const cv::Mat& scores);

}  // namespace limner::portrait::ofiq
