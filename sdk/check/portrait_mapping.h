#pragma once

/// From raw values to qualities of 0..100, as ISO/IEC 29794-5 and its reference implementation OFIQ map them. The names
/// are the requirements'; the arguments have the units of docs/portrait.md. Total: any argument gives 0..100.
namespace limner::portrait::quality {

int background_uniformity(double mean_gradient);
int luminance_mean(double mean_0_1);
int luminance_variance(double variance);
int under_exposure_prevention(double dark_share);
int over_exposure_prevention(double bright_share);
int dynamic_range(double entropy_bits);
int single_face_present(double second_to_first_area);
int eyes_open(double lid_gap_to_eye_chin);
int mouth_closed(double lip_gap_to_eye_chin);
int inter_eye_distance(double pixels);
int head_size(double eye_chin_to_height);
int crop_of_face(double edge_distance_to_inter_eye);  ///< Leftward and rightward.
int margin_above_face(double edge_distance_to_eye_chin);
int margin_below_face(double edge_distance_to_eye_chin);
int head_pose(double degrees);  ///< Yaw, pitch and roll.
int illumination_uniformity(double histogram_intersection);
int natural_colour(double lab_distance);
int occlusion_prevention(double occluded_share);  ///< Eyes visible, mouth and face occlusion.

// What takes the raw value of a network that only OFIQ has; here for its raw values alone.
int unified_quality_score(double embedding_norm);
int sharpness(double votes);
int compression_artifacts(double predicted_ssim);
int expression_neutrality(double boosted_score);
int no_head_coverings(double covered_share);

}  // namespace limner::portrait::quality
