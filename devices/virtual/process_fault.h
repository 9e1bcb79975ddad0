#pragma once

#include "fault.h"

#include <limner/base/result.h>

namespace limner::virtual_driver {

/// Lets a fault of the whole process happen: crash, segfault, exit, kill and stop (which do not return), loop,
/// scribble, garbage, fd_flood. Nothing for other kinds. unsupported where the process is not a driver's own.
Result<void> break_process(const FaultConfig& fault);

}  // namespace limner::virtual_driver
