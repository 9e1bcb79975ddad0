#pragma once

#include <limner/check/profile.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace limner {

/// What the checks of each kind can measure.
using RequirementNames = std::map<Profile::Kind, std::set<std::string>>;

/// Profiles that others may start from.
using KnownProfiles = std::map<std::string, Profile, std::less<>>;

/// Reads a profile's TOML; `name` stands for the file in messages. Syntax:
///     name = "counter"  version = "1"  kind = "portrait" | "fingerprint" | "page"  stage = "captured" | "cropped"
///     extends = "icao_9303"  without = ["head_size"]
///     [[requirement]]  name = "skew"  clause = "..."  low = -3  high = 3  mandatory = true
/// `stage`, `extends`, `without`, `clause` and `mandatory` may be left out, `low` and `high` too where the requirement
/// is not mandatory: then it is only reported. With `extends` the kind, the stage and the requirements of that profile
/// stand where the file does not give its own; a requirement of the same name takes its place. With `measurable`, a
/// requirement outside it is a mistake: a misspelt one would make every report a review.
Result<Profile> parse_profile(std::string_view text, const std::string& name,
                              const RequirementNames* measurable = nullptr, const KnownProfiles* known = nullptr);

}  // namespace limner
