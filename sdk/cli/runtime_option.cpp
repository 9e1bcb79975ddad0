#include "cli/runtime_option.h"

#include <limner/health/journal.h>

namespace limner::cli {

Runtime::Options runtime_options(const Session& session, const Runtime::Options& of_counter) {
    Runtime::Options options = of_counter;
    options.driver_folders.insert(options.driver_folders.begin(), session.driver_folders.begin(),
                                  session.driver_folders.end());
    if (options.journal.empty()) options.journal = Journal::usual_file();
    options.log = [console = &session.console](LogLevel level, const std::string& text) {
        if (level >= LogLevel::warning) console->diagnostic("limner: " + text);
    };
    return options;
}

std::optional<Error> mistake_in_settings(const Runtime& runtime, const Runtime::Options& of_counter) {
    for (const Error& problem : runtime.problems()) {
        const auto driver = problem.message.substr(0, problem.message.find(": "));  // as every driver's error begins
        if (problem.code == ErrorCode::invalid_setup && of_counter.driver_settings.contains(driver)) return problem;
    }
    return std::nullopt;
}

std::string connected(const std::vector<DeviceInfo>& devices) {
    std::string ids;
    for (const DeviceInfo& device : devices)
        if (device.state != DeviceState::lost) ids += (ids.empty() ? "" : ", ") + device.id;
    return ids.empty() ? "nothing" : ids;
}

}  // namespace limner::cli
