#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace limner {

struct ProcessLimits {
    Clock::time_point deadline;
    std::size_t max_output_bytes = 0;
    std::size_t max_memory_bytes = 0;
};

struct ProcessOutput {
    std::vector<std::byte> output{};  ///< what it wrote to stdout
    std::string complaint{};          ///< the first 4 KiB of its stderr
    std::optional<int>
        exit_status{};  ///< absent where it died by a signal, or where the host reaps its children itself
};

/// Runs a program from PATH, without a shell, with no input, and collects its output. Blocks the calling thread; safe
/// from any thread; changes no signal disposition of the host. The process is dead when this returns.
/// Errors: unsupported where it is not installed; timed_out; bad_data above the output limit; internal.
Result<ProcessOutput> run_process(const std::vector<std::string>& command, const ProcessLimits& limits);

}  // namespace limner
