#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

namespace limner::portrait {

/// Corners and the middle of one eye's lids.
struct EyeShape {
    cv::Point2d inner_corner{}, outer_corner{};
    cv::Point2d lids_centre{};
    double lid_gap_px = 0;  ///< The largest distance between the lids.
    cv::Point2d centre() const { return (inner_corner + outer_corner) / 2; }
    double width_px() const { return cv::norm(inner_corner - outer_corner); }
};

/// One face's landmarks, whichever model found them, in pixels of the picture. Left and right are the subject's own.
struct FaceShape {
    EyeShape left_eye{}, right_eye{};
    cv::Point2d chin{}, nose_tip{}, left_mouth_corner{}, right_mouth_corner{};
    double lip_gap_px = 0;               ///< The largest distance between the inner lips.
    std::vector<cv::Point2f> outline{};  ///< Jaw and brows: their hull is the standard's face region.
    cv::Rect2d bounds{};                 ///< Around all landmarks.
    std::vector<cv::Point2f> mesh{};     ///< MediaPipe's 468 points; empty where another model found the face.
    std::optional<double>
        yaw_degrees{};  ///< Positive: towards the subject's left. Absent where flat landmarks cannot tell.
    std::optional<double> pitch_degrees{};  ///< Positive: looking down.

    cv::Point2d eyes_midpoint() const { return (left_eye.centre() + right_eye.centre()) / 2; }
    double inter_eye_px() const { return cv::norm(left_eye.centre() - right_eye.centre()); }
    double eye_to_chin_px() const { return cv::norm(eyes_midpoint() - chin); }
    /// Positive: towards the subject's right shoulder; -180..180.
    double roll_degrees() const;
};

/// Where a detector sees a face.
struct DetectedFace {
    cv::Rect2d box{};
    double score = 0;  ///< 0..1
};

/// A square of `side_px` around `centre`, turned upright by `clockwise_degrees` and scaled to `size` x `size`; black
/// outside the picture. Samples by area where it shrinks much. `to_picture` takes a place in the square back to the
/// picture.
struct UprightSquare {
    cv::Mat pixels{};
    cv::Matx23d to_picture{};
};
UprightSquare cut_upright(const cv::Mat& picture, cv::Point2d centre, double side_px, double clockwise_degrees,
                          int size);

/// `picture` in another size. Shrinks without skipping pixels: halves by averaging, then interpolates.
cv::Mat resized(const cv::Mat& picture, cv::Size size);

/// A picture of `size` whose places `to_picture` (a similarity) takes to places of `picture`; for people to look at: by
/// area where it shrinks, bicubic where it enlarges. Repeats the last pixels outside the picture.
cv::Mat resampled(const cv::Mat& picture, const cv::Matx23d& to_picture, cv::Size size);

cv::Point2d apply(const cv::Matx23d& transform, cv::Point2d point);

/// The part of `box` that lies inside the picture, in whole pixels; empty where they do not meet.
cv::Rect inside(const cv::Rect2d& box, cv::Size picture);

}  // namespace limner::portrait
