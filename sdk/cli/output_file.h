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

/// What of an input's path its output is named after.
using NamePart = std::filesystem::path (std::filesystem::path::*)() const;

/// For outputs that are named after their inputs, without the folder. Errors: invalid_argument where two inputs would
/// be written under one name.
Result<void> check_names_differ(const std::vector<std::string>& files, NamePart part = &std::filesystem::path::stem);

}  // namespace limner::cli
