#pragma once

#include "counter.h"
#include "plan.h"
#include "tally.h"

#include <vector>

namespace limner::faults {

/// Runs the sessions in `jobs` processes of their own, so that it can be told whether they survive and what they leave
/// behind. Progress goes to stderr. Called while the process has one thread.
Tally run_sessions(const std::vector<Session>& sessions, int jobs);

}  // namespace limner::faults
