#pragma once

#include "cli/inputs.h"

#include <cstddef>
#include <span>
#include <string>

namespace limner::cli {

/// Whether a file begins as one of the records below; Limner's own records and pictures do not.
bool is_biometric_record(std::span<const std::byte> file) noexcept;

/// What is in a WSQ file, a finger image or minutiae record (ISO/IEC 19794-4 and -2, ANSI INCITS 378) or an ANSI/NIST
/// file: docs/cli.md has the members. Code not_passed where a lenient reading had to forgive something, or an image
/// cannot be decoded.
Result<Answer> inspect_biometric_record(std::span<const std::byte> file, const std::string& name);

}  // namespace limner::cli
