#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace limner::portrait {

/// The files of the portrait models, as scripts/models.txt names them.
namespace model_file {
inline constexpr auto face_detector = "face_detector.onnx";
inline constexpr auto face_mesh = "face_mesh.onnx";
inline constexpr auto head_pose = "head_pose.onnx";
inline constexpr auto eye_state = "eye_state.onnx";
inline constexpr auto person_mask = "person_mask.onnx";
inline constexpr auto expression = "expression.onnx";
inline constexpr auto hand_detector = "hand_detector.onnx";
}  // namespace model_file

/// Where the models are: `wanted`, else the environment's LIMNER_MODELS, else the installation's folder or, in a build
/// tree, the build's.
std::filesystem::path models_folder(const std::optional<std::filesystem::path>& wanted);

/// Those of them that are not in a folder.
std::vector<std::string> missing_model_files(const std::filesystem::path& folder);

/// Where OFIQ's models are: `wanted`, else the environment's LIMNER_OFIQ_MODELS; nothing where neither says.
std::optional<std::filesystem::path> ofiq_models_folder(const std::optional<std::filesystem::path>& wanted);

}  // namespace limner::portrait
