#pragma once

#include "cli/inputs.h"
#include "cli/record_kind.h"

#include <cstddef>
#include <span>
#include <string>

namespace limner::cli {

/// What is in a WSQ file, a biometric record, DG2, an ANSI/NIST or CBEFF file: docs/cli.md has the members. Code
/// not_passed where a lenient reading had to forgive something, or an image cannot be decoded.
Result<Answer> inspect_biometric_record(std::span<const std::byte> file, RecordKind kind, const std::string& name);

}  // namespace limner::cli
