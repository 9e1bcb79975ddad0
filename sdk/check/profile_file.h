#pragma once

#include <limner/check/profile.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace limner {

/// What the checks of each kind can measure.
using RequirementNames = std::map<Profile::Kind, std::set<std::string>>;

/// Reads a profile's TOML; `name` stands for the file in messages. Syntax:
///     name = "counter"  version = "1"  kind = "portrait" | "fingerprint" | "page"
///     [[requirement]]  name = "skew"  clause = "..."  low = -3  high = 3  mandatory = true
/// `clause`, `low` or `high` and `mandatory` may be left out. With `measurable`, a requirement outside it is a mistake:
/// a misspelt one would make every report a review.
Result<Profile> parse_profile(std::string_view text, const std::string& name,
                              const RequirementNames* measurable = nullptr);

}  // namespace limner
