#pragma once

#include <limner/base/result.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace limner::cli {

/// Writes a file, its folder made where it is absent. What it shows may be a person: a new file is its owner's alone.
/// Errors: storage_failed.
Result<void> write_output(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// For outputs that are named after their inputs, without folder and suffix. Errors: invalid_argument where two inputs
/// would be written under one name.
Result<void> check_names_differ(const std::vector<std::string>& files);

}  // namespace limner::cli
