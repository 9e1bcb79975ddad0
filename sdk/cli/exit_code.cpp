#include "cli/exit_code.h"

namespace limner::cli {
namespace {

int severity(ExitCode code) noexcept {
    switch (code) {
        case ExitCode::done: return 0;
        case ExitCode::not_passed: return 1;
        case ExitCode::unreadable_input: return 2;
        case ExitCode::bad_usage: return 3;
        case ExitCode::no_device: return 4;
        case ExitCode::other: return 5;
        case ExitCode::interrupted: return 6;
    }
    return 5;
}

}  // namespace

ExitCode exit_code_for(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::cancelled: return ExitCode::interrupted;
        case ErrorCode::timed_out: return ExitCode::not_passed;
        case ErrorCode::invalid_argument:
        case ErrorCode::invalid_setup: return ExitCode::bad_usage;
        case ErrorCode::file_missing:
        case ErrorCode::access_denied:
        case ErrorCode::unreadable_file: return ExitCode::unreadable_input;
        case ErrorCode::device_missing:
        case ErrorCode::device_lost:
        case ErrorCode::device_stalled:
        case ErrorCode::device_busy:
        case ErrorCode::device_fault:
        case ErrorCode::device_frozen:
        case ErrorCode::device_black:
        case ErrorCode::device_slow:
        case ErrorCode::driver_crashed:
        case ErrorCode::glass_dirty:
        case ErrorCode::bad_data:
        case ErrorCode::paper_jam:
        case ErrorCode::paper_empty:
        case ErrorCode::cover_open: return ExitCode::no_device;
        case ErrorCode::unsupported:
        case ErrorCode::internal:
        case ErrorCode::storage_full:
        case ErrorCode::storage_failed:
        case ErrorCode::model_missing: return ExitCode::other;
    }
    return ExitCode::other;
}

ExitCode worst(ExitCode a, ExitCode b) noexcept { return severity(a) >= severity(b) ? a : b; }

}  // namespace limner::cli
