#pragma once

#include "cli/command.h"

namespace limner::cli {

void add_read_document(CLI::App& parent, Program& program);

}  // namespace limner::cli
