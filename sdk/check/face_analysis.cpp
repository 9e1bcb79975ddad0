#include "check/face_analysis.h"

#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

bool is_there(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

/// Loads a model into its place if its file is there.
template <typename Model>
std::optional<Error> load_if_there(const std::filesystem::path& models, const char* file, std::optional<Model>& place) {
    if (!is_there(models / file)) return std::nullopt;
    auto model = Model::load(models);
    if (!model) return model.error();
    place.emplace(*std::move(model));
    return std::nullopt;
}

}  // namespace

Result<FaceAnalyser> FaceAnalyser::load(const std::filesystem::path& models, const std::filesystem::path& dlib_model) {
    FaceAnalyser analyser;
    bool has_networks = is_there(models / model_file::face_detector) && is_there(models / model_file::face_mesh);
    auto error = has_networks ? analyser.load_networks(models) : analyser.load_dlib(dlib_model, models);
    if (error) return *std::move(error);
    return analyser;
}

std::optional<Error> FaceAnalyser::add_name(const std::filesystem::path& file) {
    if (!is_there(file)) return std::nullopt;
    auto name = provenance_of(file);
    if (!name) return name.error();
    names_.push_back(*std::move(name));
    return std::nullopt;
}

std::optional<Error> FaceAnalyser::load_networks(const std::filesystem::path& models) {
    using namespace model_file;
    for (const char* file : {face_detector, face_mesh, head_pose, eye_state, person_mask, expression, hand_detector})
        if (auto error = add_name(models / file)) return error;
    if (auto error = load_if_there(models, face_detector, detector_)) return error;
    if (auto error = load_if_there(models, face_mesh, mesh_)) return error;
    if (auto error = load_if_there(models, head_pose, pose_)) return error;
    if (auto error = load_if_there(models, eye_state, eyes_)) return error;
    if (auto error = load_if_there(models, person_mask, person_)) return error;
    if (auto error = load_if_there(models, expression, expression_)) return error;
    return load_if_there(models, hand_detector, hands_);
}

std::optional<Error> FaceAnalyser::load_dlib(const std::filesystem::path& model, const std::filesystem::path& models) {
    if (!is_there(model))
        return Error{ErrorCode::model_missing, "no portrait models in " + models.string() +
                                                   " (scripts/models gets them) and no " + model.string() +
                                                   " (Debian package libdlib-data)"};
    auto loaded = DlibFaces::load(model);
    if (!loaded) return loaded.error();
    dlib_.emplace(*std::move(loaded));
    if (auto error = add_name(model)) return error;
    return load_if_there(models, model_file::person_mask, person_);
}

Result<std::optional<FaceShape>> FaceAnalyser::shape_in(const cv::Mat& rgb, const cv::Rect2d& box) {
    if (!dlib_) return mesh_->shape_in(rgb, box);
    auto shape = dlib_->shape_in(rgb, box);
    if (!shape) return shape.error();
    return std::optional(*std::move(shape));
}

std::optional<Error> FaceAnalyser::look_at_eyes(const cv::Mat& rgb, FaceAnalysis& analysis) {
    cv::Mat gray;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    const FaceShape& face = *analysis.shape;
    auto left = eyes_->openness(gray, face.left_eye, -face.roll_degrees());
    if (!left) return left.error();
    auto right = eyes_->openness(gray, face.right_eye, -face.roll_degrees());
    if (!right) return right.error();
    analysis.left_eye_openness = *left;
    analysis.right_eye_openness = *right;
    return std::nullopt;
}

std::optional<Error> FaceAnalyser::look_closer(const cv::Mat& rgb, const Wanted& wanted, FaceAnalysis& analysis) {
    const FaceShape& face = *analysis.shape;
    if (wanted.pitch && !wanted.surer_pitch) analysis.pitch_degrees = face.pitch_degrees;
    if (wanted.pitch && wanted.surer_pitch && pose_ && face.pitch_degrees) {
        auto pitch = pose_->pitch_degrees(rgb, face);
        if (!pitch) return pitch.error();
        // Two independent estimates, each unsure by 2 to 3 degrees: their mean is surer than either.
        if (*pitch) analysis.pitch_degrees = (**pitch + *face.pitch_degrees) / 2;
    }
    if (wanted.eye_state && eyes_ && !dlib_) {
        if (auto error = look_at_eyes(rgb, analysis)) return error;
    }
    if (wanted.expression && expression_ && !dlib_) {
        auto share = expression_->neutral_share(rgb, face);
        if (!share) return share.error();
        analysis.neutral_share = *share;
    }
    if (wanted.hands && hands_) {
        auto certainty = hands_->certainty_at(rgb, face);
        if (!certainty) return certainty.error();
        analysis.hand_certainty = *certainty;
    }
    return look_around(rgb, wanted, analysis);
}

std::optional<Error> FaceAnalyser::look_around(const cv::Mat& rgb, const Wanted& wanted, FaceAnalysis& analysis) {
    const FaceShape& face = *analysis.shape;
    cv::Rect region = surroundings_region(rgb.size(), face);
    if (wanted.surroundings && person_ && !region.empty()) {
        auto shares = person_->shares(rgb, region);
        if (!shares) return shares.error();
        analysis.surroundings = measure_surroundings(rgb, face, *shares, region);
    }
    return std::nullopt;
}

Result<FaceAnalysis> FaceAnalyser::find_faces_turned(const cv::Mat& rgb, int quarters) {
    auto faces = dlib_ ? dlib_->detect(rgb) : detector_->detect(rgb, quarters);
    if (!faces) return faces.error();
    FaceAnalysis analysis;
    if (faces->empty()) return analysis;
    const cv::Rect2d& largest = faces->front().box;
    auto shape = shape_in(rgb, largest);
    if (!shape) return shape.error();
    if (!*shape || (*shape)->inter_eye_px() <= 0 || (*shape)->eye_to_chin_px() <= 0) return analysis;
    analysis.face_count = static_cast<int>(faces->size());
    if (faces->size() > 1) analysis.second_to_first_area = (*faces)[1].box.area() / largest.area();
    analysis.shape = *std::move(shape);
    return analysis;
}

/// Where no face stands upright, looks for one that lies on its side or stands on its head.
Result<FaceAnalysis> FaceAnalyser::find_faces(const cv::Mat& rgb) {
    auto analysis = find_faces_turned(rgb, 0);
    for (int quarters = 1; !dlib_ && quarters < 4 && analysis && !analysis->shape; ++quarters)
        analysis = find_faces_turned(rgb, quarters);
    return analysis;
}

Result<FaceAnalysis> FaceAnalyser::analyse(const cv::Mat& rgb, const Wanted& wanted) {
    auto analysis = find_faces(rgb);
    if (!analysis || !analysis->shape) return analysis;
    if (auto error = look_closer(rgb, wanted, *analysis)) return *std::move(error);
    return analysis;
}

}  // namespace limner::portrait
