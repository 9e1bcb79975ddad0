// limner_faults: lets faults happen in drivers at simulated counters and verifies what was captured; see --help.
#include "options.h"
#include "workers.h"

#include <fmt/format.h>

#include <cstdio>

int main(int count, char** arguments) {
    using namespace limner::faults;
    auto options = parse_options(count, arguments);
    if (!options) {
        fmt::print(stderr, "faults: {}\nTry --help.\n", options.error().message);
        return 3;
    }
    if (options->wants_help) {
        fmt::print("{}", help_text());
        return 0;
    }
    auto sessions = draw_sessions(options->count, options->seed);
    fmt::print(stderr, "{} faults at {} counters, seed {}, {} jobs; cool-downs divided by {}\n", options->count,
               sessions.size(), options->seed, options->jobs, cool_down_factor);
    Tally tally = run_sessions(sessions, options->jobs);
    for (const std::string& remark : tally.remarks) fmt::print(stderr, "  {}\n", remark);
    fmt::print(stderr, "{} calls, {} stops; return after the deadline p99.9 {:.1f} ms, after a stop p99.9 {:.1f} ms\n",
               tally.overruns_ms.size(), tally.cancels_ms.size(), percentile(tally.overruns_ms, 0.999),
               percentile(tally.cancels_ms, 0.999));
    fmt::print(stderr, "memory grew by {:.2f} MB, of that {:.2f} pages of files; in use {:.2f} MB more\n",
               tally.growth.resident_mb, tally.growth.of_files_mb, tally.growth.in_use_mb);
    auto shortfalls = shortfalls_of(tally, options->count, options->judges_times);
    for (const std::string& shortfall : shortfalls) fmt::print(stderr, "NOT AS WANTED: {}\n", shortfall);
    fmt::print("{}\n", summary_of(tally).dump());
    return shortfalls.empty() ? 0 : 1;
}
