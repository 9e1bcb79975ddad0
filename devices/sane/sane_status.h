#pragma once

#include <limner/base/error.h>

#include <sane/sane.h>

#include <string>
#include <string_view>

namespace limner::sane {

/// The two that SANE 1.1 adds; sane.h of 1.0 knows them only as a comment.
inline constexpr auto status_warming_up = static_cast<SANE_Status>(12);
inline constexpr auto status_hardware_locked = static_cast<SANE_Status>(13);

/// What the library was asked for when it gave a status: some statuses mean different things at different steps.
enum class Step { list, open, option, start, read };

/// "SANE_STATUS_JAMMED"; "status 99" for a number that no version of SANE has.
std::string name_of(SANE_Status status);

/// The typed error of a status other than SANE_STATUS_GOOD. `device` is the SANE name or what else failed; the message
/// says what SANE said and, where a person can mend it at the device, how.
Error error_from(SANE_Status status, Step step, std::string_view device);

}  // namespace limner::sane
