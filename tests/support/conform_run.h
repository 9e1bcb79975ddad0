#pragma once

#include <string>

namespace limner::test {

/// Runs `limner conform` on a driver of the build, in need of exactly one device, and expects it to pass; `counter` is
/// the text of a counter.toml with the driver's settings.
void expect_conformity(const std::string& driver, const std::string& counter = "");

}  // namespace limner::test
