#include "conform/probe/groups.h"

#include <algorithm>
#include <array>

namespace limner::conform {
namespace {

struct Group {
    std::string_view name;
    void (*run)(Module&);
};

constexpr std::array groups{Group{"survey", survey},
                            Group{"initialise", check_initialise},
                            Group{"instances", check_instances},
                            Group{"enumerate", check_enumerate},
                            Group{"unknown", check_unknown},
                            Group{"null_pointers", check_null_pointers},
                            Group{"cycle", check_cycle},
                            Group{"out_of_order", check_out_of_order},
                            Group{"strange_start", check_strange_start},
                            Group{"second_open", check_second_open},
                            Group{"enumerate_beside", check_enumerate_beside},
                            Group{"frames", check_frames},
                            Group{"still", check_still},
                            Group{"fresh", check_fresh},
                            Group{"slow_caller", check_slow_caller},
                            Group{"buffer", check_buffer},
                            Group{"struct_sizes", check_struct_sizes},
                            Group{"slice", check_slice},
                            Group{"cancel", check_cancel},
                            Group{"options", check_options},
                            Group{"leaks", check_leaks},
                            Group{"unplug_listed", check_unplug_listed},
                            Group{"unplug_opened", check_unplug_opened},
                            Group{"unplug_started", check_unplug_started},
                            Group{"unplug_grabbing", check_unplug_grabbing},
                            Group{"unplug_stopped", check_unplug_stopped},
                            Group{"replug", check_replug}};

/// What ended the whole group, told of each of its checks; those that were reported before keep their first verdict.
void report_all(std::string_view group, Reporter& reporter, const std::function<std::string()>& ending) {
    for (const Check& check : all_checks())
        if (check.group == group) reporter.check(std::string(check.name), ending);
}

}  // namespace

Result<void> run_group(const Request& request, Reporter& reporter) {
    if (request.group == "table") {
        check_table(request, reporter);
        return {};
    }
    auto group = std::ranges::find(groups, request.group, &Group::name);
    if (group == groups.end()) return Error{ErrorCode::invalid_argument, "no group '" + request.group + "'"};
    try {
        Module module(request, reporter);
        group->run(module);
    } catch (const Failed& failed) {
        report_all(group->name, reporter, [&]() -> std::string { throw failed; });
    } catch (const NotAssessed& missing) {
        report_all(group->name, reporter, [&]() -> std::string { throw missing; });
    }
    return {};
}

}  // namespace limner::conform
