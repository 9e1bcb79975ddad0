#include "check/model_files.h"

#include <cstdlib>

namespace limner::portrait {

std::filesystem::path models_folder(const std::optional<std::filesystem::path>& wanted) {
    if (wanted) return *wanted;
    if (const char* folder = std::getenv("LIMNER_MODELS"); folder && *folder) return folder;
    std::error_code ignored;
    std::filesystem::path installed = LIMNER_INSTALLED_MODELS;
    return std::filesystem::is_directory(installed, ignored) ? installed : LIMNER_BUILD_MODELS;
}

std::vector<std::string> missing_model_files(const std::filesystem::path& folder) {
    using namespace model_file;
    std::vector<std::string> missing;
    for (const char* name : {face_detector, face_mesh, head_pose, eye_state, person_mask, expression, hand_detector}) {
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(folder / name, ignored)) missing.emplace_back(name);
    }
    return missing;
}

std::optional<std::filesystem::path> ofiq_models_folder(const std::optional<std::filesystem::path>& wanted) {
    if (wanted) return wanted;
    const char* folder = std::getenv("LIMNER_OFIQ_MODELS");
    return folder && *folder ? std::optional<std::filesystem::path>(folder) : std::nullopt;
}

}  // namespace limner::portrait
