#pragma once

#include "conform/probe/module.h"

namespace limner::conform {

// One function for each group of checks: makes the calls, and reports every check of the group. What ends one early
// leaves the rest of its group unreported.

void check_table(const Request& request, Reporter& reporter);
/// Reports the module and its devices; no check.
void survey(Module& module);

void check_initialise(Module& module);
void check_instances(Module& module);
void check_enumerate(Module& module);
void check_unknown(Module& module);
void check_null_pointers(Module& module);

void check_cycle(Module& module);
void check_out_of_order(Module& module);
void check_strange_start(Module& module);
void check_second_open(Module& module);
void check_enumerate_beside(Module& module);

void check_frames(Module& module);
void check_still(Module& module);
void check_fresh(Module& module);
void check_slow_caller(Module& module);
void check_buffer(Module& module);
void check_struct_sizes(Module& module);

void check_slice(Module& module);
void check_cancel(Module& module);
void check_options(Module& module);
void check_leaks(Module& module);

void check_unplug_listed(Module& module);
void check_unplug_opened(Module& module);
void check_unplug_started(Module& module);
void check_unplug_grabbing(Module& module);
void check_unplug_stopped(Module& module);
void check_replug(Module& module);

/// Runs the group that the request names. invalid_argument where there is none.
Result<void> run_group(const Request& request, Reporter& reporter);

}  // namespace limner::conform
