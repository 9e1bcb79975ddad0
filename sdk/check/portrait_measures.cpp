#include "check/portrait_measures.h"

#include "check/portrait_mapping.h"

#include <algorithm>
#include <cmath>

namespace limner::portrait {
namespace {

Measure mapped(double raw, int (*map)(double)) { return {raw, map(raw)}; }

Measure mapped(std::optional<double> raw, int (*map)(double)) { return raw ? mapped(*raw, map) : Measure{}; }

/// The gap of the eye that is less open, in eye-to-chin distances. Landmarks alone leave a gap on a closed eye; the
/// network alone knows no gap: the gap counts by the network's certainty that the eye is open.
std::optional<double> eye_opening(const FaceAnalysis& analysis) {
    if (!analysis.left_eye_openness || !analysis.right_eye_openness) return std::nullopt;
    const FaceShape& face = *analysis.shape;
    double left = face.left_eye.lid_gap_px * *analysis.left_eye_openness;
    double right = face.right_eye.lid_gap_px * *analysis.right_eye_openness;
    return std::min(left, right) / face.eye_to_chin_px();
}

void add_geometry(const FaceShape& face, cv::Size picture, double original_per_pixel, Measures& measures) {
    double inter_eye = face.inter_eye_px(), eye_chin = face.eye_to_chin_px();
    cv::Point2d eyes = face.eyes_midpoint();
    double turned = std::cos(face.yaw_degrees.value_or(0) * CV_PI / 180);
    constexpr double least_cosine = 0.1;
    measures["inter_eye_distance"] =
        mapped(inter_eye * original_per_pixel / std::max(turned, least_cosine), quality::inter_eye_distance);
    measures["head_size"] = mapped(eye_chin / picture.height, quality::head_size);
    measures["leftward_crop_of_face"] = mapped(eyes.x / inter_eye, quality::crop_of_face);
    measures["rightward_crop_of_face"] = mapped((picture.width - eyes.x) / inter_eye, quality::crop_of_face);
    measures["margin_above_face"] = mapped(eyes.y / eye_chin, quality::margin_above_face);
    measures["margin_below_face"] = mapped((picture.height - eyes.y) / eye_chin, quality::margin_below_face);
}

void add_light(const FaceLight& light, Measures& measures) {
    measures["luminance_mean"] = mapped(light.mean_0_1, quality::luminance_mean);
    measures["luminance_variance"] = mapped(light.variance, quality::luminance_variance);
    measures["under_exposure_prevention"] = mapped(light.dark_share, quality::under_exposure_prevention);
    measures["over_exposure_prevention"] = mapped(light.bright_share, quality::over_exposure_prevention);
    measures["dynamic_range"] = mapped(light.entropy_bits, quality::dynamic_range);
}

}  // namespace

Measures measures_of(const FaceAnalysis& analysis, const std::optional<FaceLight>& light, cv::Size picture,
                     double original_per_pixel) {
    Measures measures;
    if (!analysis.shape) {
        measures["single_face_present"] = {std::nullopt, 0};
        return measures;
    }
    const FaceShape& face = *analysis.shape;
    measures["single_face_present"] = mapped(analysis.second_to_first_area, quality::single_face_present);
    add_geometry(face, picture, original_per_pixel, measures);
    measures["head_pose_yaw"] = mapped(face.yaw_degrees, quality::head_pose);
    measures["head_pose_pitch"] = mapped(analysis.pitch_degrees, quality::head_pose);
    measures["head_pose_roll"] = mapped(face.roll_degrees(), quality::head_pose);
    measures["eyes_open"] = mapped(eye_opening(analysis), quality::eyes_open);
    measures["mouth_closed"] = mapped(face.lip_gap_px / face.eye_to_chin_px(), quality::mouth_closed);
    if (analysis.surroundings)
        measures["background_uniformity"] =
            mapped(analysis.surroundings->background_gradient, quality::background_uniformity);
    if (light) add_light(*light, measures);
    return measures;
}

}  // namespace limner::portrait
