#pragma once

#include <limner/check/profile.h>

#include <string>

namespace CLI {
class App;
}

namespace limner::cli {

/// Adds `--profile NAME|FILE`.
void add_profile_option(CLI::App& command, std::string& profile);

/// The profile of a name or file, or the default of its kind for "".
/// invalid_argument where it is of another kind.
Result<Profile> profile_for(const std::string& name_or_path, Profile::Kind kind);

}  // namespace limner::cli
