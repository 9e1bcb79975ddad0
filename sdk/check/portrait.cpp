#include <limner/check/check_portrait.h>

#include "check/portrait_measures.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <opencv2/imgproc.hpp>

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

Wanted wanted_by(const Profile& profile) {
    // The mask gives the crown too, but no requirement needs that alone.
    return {.pitch = profile.find("head_pose_pitch") != nullptr,
            .eye_state = profile.find("eyes_open") != nullptr,
            .surroundings = profile.find("background_uniformity") != nullptr};
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

/// What makes a requirement inapplicable to this person; nothing where it applies.
std::optional<Text> exception_from(const Requirement& requirement, const Subject& subject) {
    if (requirement.name != "eyes_open") return std::nullopt;
    if (subject.exceptions.contains(PortraitException::eye_does_not_open))
        return Text{"An eye of this person does not open (noted before the capture).",
                    "Salah satu mata orang ini tidak dapat dibuka (dicatat sebelum pengambilan gambar)."};
    auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    if (auto age = subject.age_at(std::chrono::year_month_day(today)); age && *age < 1)
        return Text{"Closed eyes are accepted of a child under one year.",
                    "Mata tertutup diterima untuk anak di bawah satu tahun."};
    return std::nullopt;
}

Finding finding_of(const Requirement& requirement, const Measures& measures, const Subject& subject) {
    auto measure = measures.find(requirement.name);
    Finding finding =
        judge(requirement, measure == measures.end() ? Measure{} : measure->second, advice_on(requirement.name));
    if (finding.verdict == FindingVerdict::pass) return finding;
    if (auto reason = exception_from(requirement, subject)) return excuse(requirement, *reason);
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

Result<PortraitCheck> check_with(FaceAnalyser& analyser, const Image& displayable, const Profile& profile,
                                 const Subject& subject) {
    PortraitCheck check;
    bool is_large_enough = std::min(displayable.width(), displayable.height()) >= least_side_px;
    Measures measures;
    if (is_large_enough) {
        Picture picture = picture_of(displayable);
        auto analysis = analyser.analyse(picture.rgb, wanted_by(profile));
        if (!analysis) return analysis.error();
        check.face_count = analysis->face_count;
        std::optional<FaceLight> light;
        if (analysis->shape) {
            light = measure_light(picture.rgb, *analysis->shape);
            check.landmarks = landmarks_of(*analysis, picture.original_per_pixel);
        }
        measures = measures_of(*analysis, light, picture.rgb.size(), picture.original_per_pixel);
    }
    check.report =
        Report(profile.name, profile.version, findings_of(profile, measures, check.landmarks.has_value(), subject));
    return check;
}

}  // namespace

struct PortraitChecker::Impl {
    explicit Impl(FaceAnalyser loaded) : analyser(std::move(loaded)), names(analyser.names()) {}
    mutable std::mutex mutex;
    mutable FaceAnalyser analyser;  // guarded by mutex: a network's run changes its buffers
    std::vector<std::string> names;
};

Result<PortraitChecker> PortraitChecker::load(const Options& options) {
    try {
        auto analyser = FaceAnalyser::load(models_folder(options.models), DlibFaces::default_model());
        if (!analyser) return analyser.error();
        return PortraitChecker(std::make_shared<const Impl>(*std::move(analyser)));
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
        return check_with(impl_->analyser, *displayable, profile, subject);
    } catch (const std::exception& error) {
        return Error{ErrorCode::internal, std::string("the portrait check failed: ") + error.what()};
    }
}

std::vector<std::string> PortraitChecker::models() const { return impl_->names; }

}  // namespace limner
