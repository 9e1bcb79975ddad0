#pragma once

#include <limner/record/record.h>

#include "base/json.h"

#include <optional>
#include <string>
#include <string_view>

namespace limner {

inline constexpr std::string_view record_schema_name = "limner-record";
inline constexpr int record_schema_version = 1;

/// Whether a document has what docs/record.md demands; further members are allowed. Errors: unreadable_file names the
/// member, never its value; unsupported for a later schema version.
Result<void> check_record_schema(const Json& document, const std::string& name);

std::optional<StepKind> step_kind_from(std::string_view name) noexcept;
/// Of an attempt that keeps to the schema.
ReportVerdict verdict_in(const Json& attempt);

}  // namespace limner
