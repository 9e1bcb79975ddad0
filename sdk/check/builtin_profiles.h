#pragma once

#include "base/embedded_file.h"

#include <span>

namespace limner {

/// The files of sdk/check/profiles.
std::span<const EmbeddedFile> builtin_profiles() noexcept;

}  // namespace limner
