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

/// In eye-to-chin distances. The mesh draws lips that are a little parted too close together: where it parts them, what
/// is dark between them counts as well. Either alone may err (a moustache is dark), so their geometric mean does.
double lip_gap(const FaceShape& face, const std::optional<FaceMouth>& mouth) {
    double gap = face.lip_gap_px / face.eye_to_chin_px();
    return mouth ? std::max(gap, std::sqrt(gap * mouth->dark_band)) : gap;
}

/// 1 up to `full`, 0 from `none` on.
double share_between(double value, double full, double none) {
    return std::clamp((none - value) / (none - full), 0.0, 1.0);
}

/// What the network takes for neutral is none with an open mouth, nor with its corners drawn up, which the network does
/// not always see. Neutral faces have the corners at -0.04..0.02, smiles from 0.06 on.
double neutral_share(double of_network, const FaceShape& face, const std::optional<FaceMouth>& mouth) {
    double closed = share_between(lip_gap(face, mouth), 0.045, 0.055);  // around the limit of the mouth itself
    return of_network * closed * (mouth ? share_between(mouth->corner_lift, 0.025, 0.06) : 1);
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

/// Where the head lies in the picture, hair included: what decides once the picture is cropped.
void add_head(const FaceAnalysis& analysis, cv::Size picture, Measures& measures) {
    const FaceShape& face = *analysis.shape;
    cv::Point2d eyes = face.eyes_midpoint();
    measures["eye_line"] = {(picture.height - eyes.y) / picture.height};
    measures["horizontal_centre"] = {eyes.x / picture.width};
    if (analysis.surroundings && analysis.surroundings->crown)
        measures["head_height"] = {(face.chin.y - analysis.surroundings->crown->y) / picture.height};
    double quarter = std::abs(std::remainder(90 * std::round(face.roll_degrees() / 90), 360));
    measures["image_orientation"] = {quarter};
}

void add_pose(const FaceAnalysis& analysis, Measures& measures) {
    const FaceShape& face = *analysis.shape;
    measures["head_pose_yaw"] = mapped(face.yaw_degrees, quality::head_pose);
    measures["head_pose_pitch"] = mapped(analysis.pitch_degrees, quality::head_pose);
    measures["head_pose_roll"] = mapped(face.roll_degrees(), quality::head_pose);
}

void add_light(const FaceLight& light, Measures& measures) {
    measures["luminance_mean"] = mapped(light.mean_0_1, quality::luminance_mean);
    measures["luminance_variance"] = mapped(light.variance, quality::luminance_variance);
    measures["under_exposure_prevention"] = mapped(light.dark_share, quality::under_exposure_prevention);
    measures["over_exposure_prevention"] = mapped(light.bright_share, quality::over_exposure_prevention);
    measures["dynamic_range"] = mapped(light.entropy_bits, quality::dynamic_range);
}

void add_skin(const FaceSkin& skin, Measures& measures) {
    measures["illumination_uniformity"] = mapped(skin.illumination_uniformity, quality::illumination_uniformity);
    measures["natural_colour"] = mapped(skin.colour_distance, quality::natural_colour);
    measures["shadow_on_face"] = {skin.side_ratio};
    measures["hot_spots"] = {skin.hot_share};
}

void add_eyes(const EyeSurroundings& eyes, std::optional<double> line_across, Measures& measures) {
    double frame = std::sqrt(eyes.bridge_edge * eyes.rim_edge);
    constexpr double no_frame = 0.1;
    measures["glasses"] = {frame};
    measures["lens_glare"] = {frame < no_frame ? 0 : eyes.glare_share};
    if (line_across) measures["frame_over_eyes"] = {frame < no_frame ? 0 : *line_across};
    measures["tinted_lenses"] = {eyes.tint_ratio};
    measures["red_eye"] = {eyes.red_share};
}

void add_background(const Background& background, Measures& measures) {
    measures["background_uniformity"] = mapped(background.gradient, quality::background_uniformity);
    measures["background_evenness"] = {background.spread};
    measures["background_lightness"] = {background.lightness};
    measures["background_colour"] = {background.chroma};
    measures["shadow_behind_head"] = {background.shadow_depth};
}

/// Linear luminance of CIELAB's lightness.
double luminance_of(double lightness) {
    double f = (lightness + 16) / 116;
    return f > 6.0 / 29 ? f * f * f : lightness * 27 / 24389;
}

void add_focus(const FaceFocus& focus, Measures& measures) {
    measures["sharpness"] = {focus.sharpness};
    measures["motion_blur"] = {focus.motion_blur};
    measures["noise"] = {focus.noise};
}

/// The share of a mouth that is covered: by its colour, or since the line between the lips is not to be seen. Visible
/// mouths, blurred and toothy ones too, have a step of 0.15 and more, covered ones of less than 0.05.
double mouth_cover(double by_colour, const std::optional<FaceMouth>& mouth) {
    return mouth ? std::max(by_colour, share_between(mouth->line_step, 0.05, 0.2)) : by_colour;
}

void add_cover(const FaceCover& cover, const std::optional<FaceMouth>& mouth, Measures& measures) {
    measures["eyes_visible"] = mapped(cover.eyes, quality::occlusion_prevention);
    measures["mouth_occlusion_prevention"] = mapped(mouth_cover(cover.mouth, mouth), quality::occlusion_prevention);
    measures["face_occlusion_prevention"] = mapped(cover.face, quality::occlusion_prevention);
    measures["face_outline_visible"] = {cover.visible_outline};
}

/// The dark line of closed lids is no iris.
void add_gaze(const Gaze& gaze, std::optional<double> eye_opening, Measures& measures) {
    constexpr double open = 0.02;
    if (eye_opening && *eye_opening < open) return;
    measures["gaze"] = {gaze.aside};
    measures["vertical_gaze"] = {gaze.down};
}

/// What was measured as one number without a mapping.
void add_single_measures(const PortraitView& view, Measures& measures) {
    measures["hand_at_face"] = {view.analysis.hand_certainty};
    measures["white_clothing"] = {view.white_clothing};
    measures["compression_artifacts"] = {view.blockiness};
    measures["pixelation"] = {view.pixelation};
    measures["screen_pattern"] = {view.pattern};
}

}  // namespace

Measures measures_of(const PortraitView& view) {
    Measures measures;
    const FaceAnalysis& analysis = view.analysis;
    if (!analysis.shape) {
        measures["single_face_present"] = {std::nullopt, 0};
        return measures;
    }
    const FaceShape& face = *analysis.shape;
    measures["single_face_present"] = mapped(analysis.second_to_first_area, quality::single_face_present);
    add_geometry(face, view.picture, view.original_per_pixel, measures);
    add_head(analysis, view.picture, measures);
    add_pose(analysis, measures);
    measures["eyes_open"] = mapped(eye_opening(analysis), quality::eyes_open);
    measures["mouth_closed"] = mapped(lip_gap(face, view.mouth), quality::mouth_closed);
    if (analysis.neutral_share)
        measures["expression_neutrality"] = {neutral_share(*analysis.neutral_share, face, view.mouth)};
    if (analysis.surroundings && analysis.surroundings->background)
        add_background(*analysis.surroundings->background, measures);
    if (view.light) {
        add_light(*view.light, measures);
        double wall = 0;
        if (analysis.surroundings && analysis.surroundings->background)
            wall = luminance_of(analysis.surroundings->background->lightness);
        measures["light_level"] = {std::max(view.light->mean_0_1, wall)};
    }
    if (view.skin) add_skin(*view.skin, measures);
    if (view.eyes) add_eyes(*view.eyes, view.line_across_eyes, measures);
    if (view.focus) add_focus(*view.focus, measures);
    if (view.cover) add_cover(*view.cover, view.mouth, measures);
    // An eye outside the picture is not visible.
    cv::Rect2d picture({}, cv::Size2d(view.picture));
    if (!picture.contains(face.left_eye.centre()) || !picture.contains(face.right_eye.centre()))
        measures["eyes_visible"] = mapped(1.0, quality::occlusion_prevention);
    if (view.gaze) add_gaze(*view.gaze, eye_opening(analysis), measures);
    add_single_measures(view, measures);
    return measures;
}

}  // namespace limner::portrait
