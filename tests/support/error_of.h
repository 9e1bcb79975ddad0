#pragma once

#include <string>

namespace limner::test {

/// What a Result's error says; "read" where there is none.
std::string error_of(const auto& result) { return result ? "read" : result.error().message; }

}  // namespace limner::test
