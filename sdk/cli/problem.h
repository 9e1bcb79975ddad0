#pragma once

#include <limner/base/error.h>
#include <limner/check/report.h>

#include "base/json.h"
#include "cli/exit_code.h"

#include <filesystem>

namespace limner::cli {

/// The members of a problem: `error`, `remedy`, and `message` for the officer.
Json problem_of(const Error& error);

/// The last event of a capture or visit that left a record.
Json done_with(ReportVerdict verdict, const std::filesystem::path& record);
/// The same where there is none.
Json done_without_record();
Json done_without_record(const Error& error);

/// Where a record or recording could not be written: nothing is wrong with an input.
ExitCode exit_code_for_output(ErrorCode code) noexcept;

}  // namespace limner::cli
