#pragma once

#include "plan.h"
#include "tally.h"

#include <filesystem>

namespace limner::faults {

/// Lets the session's faults happen while a counter's software captures, records what it accepts under `folder`, and
/// verifies it from there. Everything that was opened is closed at the end.
Tally run_session(const Session& session, const std::filesystem::path& folder);

}  // namespace limner::faults
