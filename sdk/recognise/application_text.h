#pragma once

#include <limner/recognise/cross_check.h>

namespace limner {

/// As read_application(), from memory; `name` stands for the file in messages.
Result<std::vector<PersonClaim>> parse_application(std::string_view text, const std::string& name);

}  // namespace limner
