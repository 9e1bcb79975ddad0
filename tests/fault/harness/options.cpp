#include "options.h"

#include <charconv>
#include <string_view>

namespace limner::faults {
namespace {

Error wrong(const std::string& text) { return {ErrorCode::invalid_argument, text}; }

template <typename T>
Result<void> read(std::string_view name, std::string_view text, T least, T most, T& to) {
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), to);
    if (failure == std::errc() && end == text.data() + text.size() && to >= least && to <= most) return {};
    return wrong(std::string(name) + " is '" + std::string(text) + "'; allowed: a whole number from " +
                 std::to_string(least) + " to " + std::to_string(most));
}

}  // namespace

Result<Options> parse_options(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
        std::string_view name = arguments[i];
        if (name == "--help" || name == "-h") {
            options.wants_help = true;
            return options;
        }
        if (name == "--report-times") {
            options.judges_times = false;
            continue;
        }
        if (name != "--count" && name != "--seed" && name != "--jobs")
            return wrong("'" + std::string(name) +
                         "' is no option; allowed: --count, --seed, --jobs, --report-times, --help");
        if (++i == count) return wrong(std::string(name) + " needs a number");
        auto done = name == "--count"  ? read(name, arguments[i], 1, 1'000'000, options.count)
                    : name == "--seed" ? read<std::uint64_t>(name, arguments[i], 0, UINT64_MAX, options.seed)
                                       : read(name, arguments[i], 1, 64, options.jobs);
        if (!done) return done.error();
    }
    return options;
}

std::string help_text() {
    return "Usage: faults [--count N] [--seed S] [--jobs J] [--report-times]\n\n"
           "Lets N faults (500) happen in drivers, drawn from the seed S (1), at simulated counters of three cameras,\n"
           "fingerprint readers or scanners each, while somebody captures; J counters at a time (1). Then reads every\n"
           "capture that was accepted from the disk and compares its pixels with what they have to be.\n\n"
           "Ends with one line of JSON on stdout. Exit code: 0 where every wanted value holds (nothing lost, mixed,\n"
           "stale or leaked, one accepted capture for three faults, calls at most 50 ms late, stops answered within\n"
           "100 ms), 1 where one does not, 3 for wrong arguments. --report-times: how late calls returned is told, not "
           "judged,\n"
           "for machines that do other work meanwhile.\n";
}

}  // namespace limner::faults
