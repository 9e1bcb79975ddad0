#pragma once

#include <limner/check/subject.h>

#include <string>
#include <string_view>

namespace limner {

/// Reads the JSON of a subject file; `name` stands for it in messages.
Result<Subject> parse_subject(std::string_view text, const std::string& name);

}  // namespace limner
