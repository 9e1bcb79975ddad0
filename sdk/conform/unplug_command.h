#pragma once

#include <string>

namespace limner::conform {

/// Runs a command of the shell with the action and the device's id as its last arguments, its output on stderr. Waits
/// for its end, for a minute at most. Empty where it ended well, else what went wrong.
std::string run_unplug_command(const std::string& command, const std::string& action, const std::string& device);

}  // namespace limner::conform
