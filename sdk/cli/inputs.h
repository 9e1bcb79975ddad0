#pragma once

#include <limner/base/result.h>
#include <limner/check/subject.h>

#include "cli/command.h"

#include <functional>
#include <string>
#include <vector>

namespace limner::cli {

/// What came of one input: its JSON members after `file`, and how it counts.
struct Answer {
    Json members = Json::object();
    ExitCode code = ExitCode::done;
};

/// Works through the inputs in order, a failed one included, and prints each answer as JSON with `file` and
/// `elapsed_ms`. In the other mode `answer` prints itself. Returns the worst code. Stops where the session is
/// interrupted.
ExitCode answer_each(Session& session, const std::vector<std::string>& files,
                     const std::function<Result<Answer>(const std::string& file)>& answer);

/// A whole file, or standard input for "-"; at most 16 MiB. Errors: as read_file(), and cancelled.
Result<std::string> read_text(const std::string& file, const std::stop_token& stop);

/// The subject of a file; of "", one of whom nothing is known. Errors: as read_subject().
Result<Subject> subject_for(const std::string& file);

}  // namespace limner::cli
