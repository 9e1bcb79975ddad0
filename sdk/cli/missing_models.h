#pragma once

#include <limner/base/text.h>

#include "cli/console.h"

#include <optional>

namespace limner::cli {

/// Which of the portrait models are missing; nothing where all are there.
std::optional<Text> missing_portrait_models();

/// Says it in one line where some are: their requirements stay not_assessed.
void warn_of_missing_models(const Console& console);

}  // namespace limner::cli
