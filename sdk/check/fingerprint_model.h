#pragma once

#include "base/embedded_file.h"

#include <span>

namespace limner {

/// sdk/check/fingerprint_estimate.toml.
std::span<const EmbeddedFile> fingerprint_model() noexcept;

}  // namespace limner
