#pragma once

#include "check/face_detector.h"
#include "check/face_dlib.h"
#include "check/face_mesh.h"
#include "check/face_networks.h"
#include "check/hand_detector.h"
#include "check/portrait_background.h"

#include <string>

namespace limner::portrait {

/// What of a face somebody wants to know; the rest is not computed.
struct Wanted {
    bool pitch = true;
    bool surer_pitch = true;  ///< By the pose network as well, which takes as long as everything that guidance needs.
    bool eye_state = true;
    bool surroundings = true;
    bool expression = true;
    bool hands = true;
};

/// What the models see in a picture. Absent: no model can tell, or there is no face. Pixels of the analysed picture.
struct FaceAnalysis {
    int face_count = 0;
    double second_to_first_area = 0;
    std::optional<FaceShape> shape{};           ///< Of the largest face.
    std::optional<double> pitch_degrees{};      ///< Positive: looking down.
    std::optional<double> left_eye_openness{};  ///< 0..1
    std::optional<double> right_eye_openness{};
    std::optional<Surroundings> surroundings{};
    std::optional<double> neutral_share{};   ///< 0..1
    std::optional<double> hand_certainty{};  ///< Of a hand at the face, 0..1
};

/// All models that are installed. Not safe for concurrent use.
class FaceAnalyser {
public:
    /// The networks of the folder; dlib's model where the detector or the mesh is not there. Fails with model_missing
    /// where neither is, and with unreadable_file where a model is damaged.
    static Result<FaceAnalyser> load(const std::filesystem::path& models, const std::filesystem::path& dlib_model);

    Result<FaceAnalysis> analyse(const cv::Mat& rgb, const Wanted& wanted);

    /// "face_mesh.onnx sha256:1234567890abcdef", ...
    const std::vector<std::string>& names() const { return names_; }

private:
    FaceAnalyser() = default;
    std::optional<Error> load_networks(const std::filesystem::path& models);
    std::optional<Error> load_dlib(const std::filesystem::path& model, const std::filesystem::path& models);
    std::optional<Error> add_name(const std::filesystem::path& file);
    Result<FaceAnalysis> find_faces(const cv::Mat& rgb);
    Result<FaceAnalysis> find_faces_turned(const cv::Mat& rgb, int quarters);
    Result<std::optional<FaceShape>> shape_in(const cv::Mat& rgb, const cv::Rect2d& box);
    std::optional<Error> look_closer(const cv::Mat& rgb, const Wanted& wanted, FaceAnalysis& analysis);
    std::optional<Error> look_around(const cv::Mat& rgb, const Wanted& wanted, FaceAnalysis& analysis);
    std::optional<Error> look_at_eyes(const cv::Mat& rgb, FaceAnalysis& analysis);

    std::optional<FaceDetector> detector_{};
    std::optional<FaceMesh> mesh_{};
    std::optional<HeadPose> pose_{};
    std::optional<EyeState> eyes_{};
    std::optional<PersonMask> person_{};
    std::optional<Expression> expression_{};
    std::optional<HandDetector> hands_{};
    std::optional<DlibFaces> dlib_{};
    std::vector<std::string> names_{};
};

}  // namespace limner::portrait
