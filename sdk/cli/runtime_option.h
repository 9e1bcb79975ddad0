#pragma once

#include <limner/capture/counter_config.h>

#include "cli/command.h"

#include <optional>
#include <string>
#include <vector>

namespace limner::cli {

/// How a command opens the Runtime: the counter's options (where there is one),
/// the folders of --drivers first, warnings and errors of drivers to stderr.
Runtime::Options runtime_options(const Session& session, const Runtime::Options& of_counter);

/// The first mistake in what a counter sets for its drivers that showed when they were listed.
std::optional<Error> mistake_in_settings(const Runtime& runtime, const Runtime::Options& of_counter);

/// The ids of what is connected, or "nothing".
std::string connected(const std::vector<DeviceInfo>& devices);

}  // namespace limner::cli
