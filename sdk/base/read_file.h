#pragma once

#include <limner/base/result.h>

#include <cstddef>
#include <filesystem>
#include <string>

namespace limner {

/// The bytes of a regular file. Never blocks on a pipe or a device. Errors: file_missing, access_denied,
/// unreadable_file (not a regular file, above `max_bytes`, a failing read), each naming the path.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace limner
