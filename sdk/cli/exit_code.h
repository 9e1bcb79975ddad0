#pragma once

#include <limner/base/error.h>

namespace limner::cli {

/// What the program ends with; docs/cli.md is the contract.
enum class ExitCode {
    done = 0,
    other = 1,
    not_passed = 2,  ///< Done, but a check failed, needs review, or nothing was found.
    bad_usage = 3,
    unreadable_input = 4,
    no_device = 5,
    interrupted = 130,
};

ExitCode exit_code_for(ErrorCode code) noexcept;

/// Of several inputs' codes the one that the program ends with.
ExitCode worst(ExitCode a, ExitCode b) noexcept;

}  // namespace limner::cli
