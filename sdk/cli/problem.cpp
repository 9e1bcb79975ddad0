#include "cli/problem.h"

namespace limner::cli {

Json problem_of(const Error& error) {
    return {{"error", json_of(error)},
            {"remedy", name_of(remedy_for(error.code))},
            {"message", json_of(advice_for(error.code))}};
}

Json done_with(ReportVerdict verdict, const std::filesystem::path& record) {
    return {{"event", "done"}, {"verdict", name_of(verdict)}, {"record", record.string()}};
}

Json done_without_record() {
    return {{"event", "done"}, {"verdict", name_of(ReportVerdict::fail)}, {"record", nullptr}};
}

Json done_without_record(const Error& error) {
    Json done = done_without_record();
    done.update(problem_of(error));
    return done;
}

ExitCode exit_code_for_output(ErrorCode code) noexcept {
    const ExitCode made = exit_code_for(code);
    return made == ExitCode::unreadable_input ? ExitCode::other : made;
}

}  // namespace limner::cli
