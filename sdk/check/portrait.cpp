#include <limner/check/check_portrait.h>

#include "check/ofiq_models.h"
#include "check/portrait_exceptions.h"
#include "check/portrait_measures.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <mutex>
#include <opencv2/imgproc.hpp>
#include <span>

namespace limner {
namespace {

using namespace portrait;

constexpr int least_side_px = 16;
constexpr int most_side_px =
    4096;  // larger pictures are reduced: no network sees more, and OpenCV's warps end at 32,767

struct Picture {
    cv::Mat rgb{};
    double original_per_pixel = 1;
};

/// The image as an RGB matrix of bounded size. `displayable` must outlive the result.
Picture picture_of(const Image& displayable) {
    // OpenCV has no constant matrix header; nothing writes through this one.
    auto* pixels = const_cast<std::byte*>(displayable.bytes().data());
    bool is_gray = displayable.format() == PixelFormat::gray8;
    Picture picture{cv::Mat(displayable.height(), displayable.width(), is_gray ? CV_8UC1 : CV_8UC3, pixels)};
    int longest = std::max(picture.rgb.cols, picture.rgb.rows);
    if (longest > most_side_px) {
        picture.original_per_pixel = static_cast<double>(longest) / most_side_px;
        auto reduced = [&](int side) { return std::max(1, cvRound(side / picture.original_per_pixel)); };
        cv::Mat smaller;
        cv::resize(picture.rgb, smaller, {reduced(picture.rgb.cols), reduced(picture.rgb.rows)}, 0, 0, cv::INTER_AREA);
        picture.rgb = smaller;
    }
    if (is_gray) {
        cv::Mat rgb;
        cv::cvtColor(picture.rgb, rgb, cv::COLOR_GRAY2RGB);
        picture.rgb = rgb;
    }
    return picture;
}

using Names = std::span<const std::string_view>;

bool asks_for(const Profile& profile, Names names) {
    return std::ranges::any_of(names, [&](std::string_view name) { return profile.find(name) != nullptr; });
}

bool asks_for(const Profile& profile, std::string_view name) { return profile.find(name) != nullptr; }

// Which requirements are measured together.
constexpr std::string_view of_surroundings[] = {
    "background_uniformity", "background_evenness", "background_lightness", "background_colour",
    "shadow_behind_head",    "head_height",         "light_level"};
constexpr std::string_view of_mouth[] = {"mouth_closed", "expression_neutrality", "mouth_occlusion_prevention"};
constexpr std::string_view of_light[] = {"luminance_mean",           "luminance_variance", "under_exposure_prevention",
                                         "over_exposure_prevention", "dynamic_range",      "light_level"};
constexpr std::string_view of_skin[] = {"illumination_uniformity", "natural_colour", "shadow_on_face", "hot_spots"};
constexpr std::string_view of_lenses[] = {"glasses", "lens_glare", "tinted_lenses", "red_eye", "frame_over_eyes"};
constexpr std::string_view of_gaze[] = {"gaze", "vertical_gaze"};
constexpr std::string_view of_cover[] = {"eyes_visible", "mouth_occlusion_prevention", "face_occlusion_prevention",
                                         "face_outline_visible"};
constexpr std::string_view of_focus[] = {"sharpness", "motion_blur", "noise"};

bool asks_for_aligned_face(const Profile& profile) {
    return std::ranges::any_of(std::array<Names, 6>{of_light, of_skin, of_lenses, of_gaze, of_cover, of_focus},
                               [&](Names names) { return asks_for(profile, names); });
}

/// Whether a profile only asks where the face is and how it looks: guidance on every frame of a stream, which has to be
/// quick.
bool is_guidance(const Profile& profile) {
    return !asks_for_aligned_face(profile) && !asks_for(profile, of_surroundings) &&
           !asks_for(profile, "expression_neutrality");
}

Wanted wanted_by(const Profile& profile) {
    return {.pitch = asks_for(profile, "head_pose_pitch"),
            .surer_pitch = !is_guidance(profile),
            .eye_state = asks_for(profile, "eyes_open"),
            .surroundings = asks_for(profile, of_surroundings),
            .expression = asks_for(profile, "expression_neutrality"),
            .hands = asks_for(profile, "hand_at_face")};
}

/// What is measured on a face that is turned upright and scaled; only what the profile asks for.
void look_at_aligned_face(const cv::Mat& rgb, const Profile& profile, PortraitView& view) {
    if (!asks_for_aligned_face(profile)) return;
    auto face = align(rgb, *view.analysis.shape);
    if (!face) return;
    if (asks_for(profile, of_light)) view.light = measure_light(*face);
    if (asks_for(profile, of_skin)) view.skin = measure_skin(*face);
    if (asks_for(profile, of_lenses)) view.eyes = measure_eye_surroundings(*face);
    if (asks_for(profile, "frame_over_eyes")) view.line_across_eyes = line_across_eyes(*face);
    if (asks_for(profile, of_cover)) view.cover = measure_cover(*face);
    if (asks_for(profile, of_focus)) view.focus = measure_focus(*face);
    if (asks_for(profile, of_gaze)) view.gaze = measure_gaze(*face);
}

/// What needs no network beyond the face's shape; only what the profile asks for.
void look_at_face(const cv::Mat& rgb, const Profile& profile, PortraitView& view) {
    const FaceShape& shape = *view.analysis.shape;
    cv::Rect bounds = inside(shape.bounds, rgb.size());
    if (asks_for(profile, "compression_artifacts")) view.blockiness = blockiness(rgb, bounds);
    if (asks_for(profile, "pixelation")) view.pixelation = pixelation(rgb, bounds);
    if (asks_for(profile, "screen_pattern")) view.pattern = regular_pattern(rgb, shape);
    if (asks_for(profile, "white_clothing")) view.white_clothing = white_clothing(rgb, shape);
    if (asks_for(profile, of_mouth)) view.mouth = measure_mouth(rgb, shape);
    look_at_aligned_face(rgb, profile, view);
}

/// What is asked of OFIQ's models, beside Limner's own measures and in place of those that Limner has not.
std::optional<Error> add_standard_measures(OfiqModels& ofiq, const cv::Mat& rgb, const FaceShape& face,
                                           const Profile& profile, Measures& measures) {
    auto found = ofiq.measure(rgb, face, [&](std::string_view name) { return asks_for(profile, name); });
    if (!found) return found.error();
    for (const auto& [requirement, standard] : *found) {
        Measure& measure = measures[requirement];
        measure.standard = standard;
        if (requirement != "unified_quality_score" && requirement != "no_head_coverings") continue;
        measure.raw = standard.raw;
        measure.quality_0_100 = standard.quality;
    }
    return std::nullopt;
}

Finding no_face(const Requirement& requirement) {
    if (requirement.name != "single_face_present") {
        Finding finding = judge(requirement, {}, {});
        finding.text = {"There is no face to measure.", "Tidak ada wajah untuk diukur."};
        return finding;
    }
    Finding finding = judge(requirement, {}, {});
    finding.verdict = FindingVerdict::fail;
    finding.quality = 0;
    finding.text = advice_on(requirement.name).below;
    return finding;
}

Finding finding_of(const Requirement& requirement, const Measures& measures, const Subject& subject) {
    auto measure = measures.find(requirement.name);
    Finding finding =
        judge(requirement, measure == measures.end() ? Measure{} : measure->second, advice_on(requirement.name));
    if (is_decisive_for(requirement.name, subject)) finding.is_mandatory = true;
    if (finding.verdict == FindingVerdict::pass) return finding;
    add_amount(finding);
    if (auto reason = exception_from(requirement.name, subject)) return excuse(requirement, *reason);
    return finding;
}

std::vector<Finding> findings_of(const Profile& profile, const Measures& measures, bool has_face,
                                 const Subject& subject) {
    std::vector<Finding> findings;
    findings.reserve(profile.requirements.size());
    for (const Requirement& requirement : profile.requirements)
        findings.push_back(has_face ? finding_of(requirement, measures, subject) : no_face(requirement));
    return findings;
}

FaceLandmarks landmarks_of(const FaceAnalysis& analysis, double original_per_pixel) {
    auto place = [&](cv::Point2d p) {
        // Pixel centres: the first pixel of a reduced picture lies amid the first ones of the original.
        return Point{(p.x + 0.5) * original_per_pixel - 0.5, (p.y + 0.5) * original_per_pixel - 0.5};
    };
    FaceLandmarks landmarks{place(analysis.shape->left_eye.centre()), place(analysis.shape->right_eye.centre()),
                            place(analysis.shape->chin)};
    if (analysis.surroundings && analysis.surroundings->crown) landmarks.crown = place(*analysis.surroundings->crown);
    return landmarks;
}

/// Whatever a portrait is checked with. Not safe for concurrent use: a network's run changes its buffers.
struct Models {
    FaceAnalyser analyser;
    std::optional<OfiqModels> ofiq{};
};

Result<PortraitCheck> check_with(Models& models, const Image& displayable, const Profile& profile,
                                 const Subject& subject) {
    PortraitCheck check;
    bool is_large_enough = std::min(displayable.width(), displayable.height()) >= least_side_px;
    PortraitView view;
    Picture picture;
    if (is_large_enough) {
        picture = picture_of(displayable);
        auto analysis = models.analyser.analyse(picture.rgb, wanted_by(profile));
        if (!analysis) return analysis.error();
        view.analysis = *std::move(analysis);
        view.picture = picture.rgb.size();
        view.original_per_pixel = picture.original_per_pixel;
        check.face_count = view.analysis.face_count;
        if (view.analysis.shape) {
            look_at_face(picture.rgb, profile, view);
            check.landmarks = landmarks_of(view.analysis, picture.original_per_pixel);
        }
    }
    Measures measures = measures_of(view);
    if (models.ofiq && view.analysis.shape)
        if (auto error = add_standard_measures(*models.ofiq, picture.rgb, *view.analysis.shape, profile, measures))
            return *std::move(error);
    check.report =
        Report(profile.name, profile.version, findings_of(profile, measures, check.landmarks.has_value(), subject));
    return check;
}

}  // namespace

struct PortraitChecker::Impl {
    explicit Impl(Models loaded) : models(std::move(loaded)), names(models.analyser.names()) {
        if (models.ofiq) std::ranges::move(models.ofiq->names(), std::back_inserter(names));
    }
    mutable std::mutex mutex;
    mutable Models models;  // guarded by mutex
    std::vector<std::string> names;
};

Result<PortraitChecker> PortraitChecker::load(const Options& options) {
    try {
        auto analyser = FaceAnalyser::load(models_folder(options.models), DlibFaces::default_model());
        if (!analyser) return analyser.error();
        Models models{*std::move(analyser)};
        if (auto folder = ofiq_models_folder(options.ofiq_models)) {
            auto ofiq = OfiqModels::load(*folder);
            if (!ofiq) return ofiq.error();
            models.ofiq = *std::move(ofiq);
        }
        return PortraitChecker(std::make_shared<const Impl>(std::move(models)));
    } catch (const std::exception& error) {
        return Error{ErrorCode::internal, std::string("cannot load the portrait models: ") + error.what()};
    }
}

Result<PortraitCheck> PortraitChecker::check(const Image& image, const Profile& profile, const Subject& subject) const {
    if (image.is_empty()) return Error{ErrorCode::invalid_argument, "the image has no pixels"};
    if (profile.kind != Profile::Kind::portrait)
        return Error{ErrorCode::invalid_argument, "profile " + profile.name + " is not for portraits"};
    auto displayable = to_displayable(image);
    if (!displayable) return displayable.error();
    try {
        std::lock_guard lock(impl_->mutex);
        return check_with(impl_->models, *displayable, profile, subject);
    } catch (const std::exception& error) {
        return Error{ErrorCode::internal, std::string("the portrait check failed: ") + error.what()};
    }
}

std::vector<std::string> PortraitChecker::models() const { return impl_->names; }

}  // namespace limner
