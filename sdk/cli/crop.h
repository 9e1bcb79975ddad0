#pragma once

#include "cli/command.h"

namespace limner::cli {

void add_crop(CLI::App& parent, Program& program);

}  // namespace limner::cli
