#pragma once

#include <limner/base/text.h>
#include <limner/check/subject.h>

#include <optional>
#include <string_view>

namespace limner::portrait {

/// Why a portrait's requirement does not apply to this person today; nothing where it applies.
std::optional<Text> exception_from(std::string_view requirement, const Subject& subject);

/// Whether what was declared of this person makes a requirement mandatory, whatever the profile says.
bool is_decisive_for(std::string_view requirement, const Subject& subject);

}  // namespace limner::portrait
