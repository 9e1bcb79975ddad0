#include "cli/missing_models.h"

#include "check/model_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace limner::cli {

std::optional<Text> missing_portrait_models() {
    const auto folder = portrait::models_folder({});
    const auto missing = portrait::missing_model_files(folder);
    if (missing.empty()) return std::nullopt;
    const std::string names = fmt::format("{}", fmt::join(missing, ", "));
    return Text{fmt::format("{} has no {}: some checks of portraits stay not_assessed.", folder.string(), names),
                fmt::format("{} tidak berisi {}: sebagian pemeriksaan potret not_assessed.", folder.string(), names)};
}

void warn_of_missing_models(const Console& console) {
    if (const auto missing = missing_portrait_models()) console.diagnostic("limner: " + console.say(*missing));
}

}  // namespace limner::cli
