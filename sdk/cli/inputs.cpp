#include "cli/inputs.h"

#include <limner/base/until.h>

#include "base/read_file.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>

namespace limner::cli {
namespace {

constexpr std::size_t max_text_bytes = 16 * 1024 * 1024;

Json object_for(const std::string& file, const Result<Answer>& answer,
                std::chrono::duration<double, std::milli> spent) {
    Json object = {{"file", file}};
    if (answer)
        object.update(answer->members);
    else
        object["error"] = json_of(answer.error());
    object["elapsed_ms"] = std::round(spent.count() * 1000) / 1000;
    return object;
}

Result<std::string> read_standard_input(const std::stop_token& stop) {
    std::string text;
    std::array<char, 16'384> block{};
    while (!stop.stop_requested()) {
        // A plain read would not see a stop request; a signal may reach another thread.
        pollfd input{STDIN_FILENO, POLLIN, 0};
        constexpr int slice_ms = 50;
        if (poll(&input, 1, slice_ms) <= 0) continue;
        const ssize_t count = read(STDIN_FILENO, block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            return Error{ErrorCode::unreadable_file, fmt::format("standard input: {}", std::strerror(errno))};
        if (count == 0) return text;
        text.append(block.data(), static_cast<std::size_t>(count));
        if (text.size() > max_text_bytes)
            return Error{ErrorCode::unreadable_file, "standard input: larger than 16 MiB"};
    }
    return Error{ErrorCode::cancelled, "interrupted while reading standard input"};
}

}  // namespace

ExitCode answer_each(Session& session, const std::vector<std::string>& files,
                     const std::function<Result<Answer>(const std::string& file)>& answer) {
    ExitCode code = ExitCode::done;
    for (const std::string& file : files) {
        if (session.stop.stop_requested()) return ExitCode::interrupted;
        const auto begun = Clock::now();
        const Result<Answer> given = answer(file);
        session.console.object(object_for(file, given, Clock::now() - begun));
        if (!given) session.console.failure(given.error());
        // Whatever is wrong with an input is not bad usage.
        ExitCode of_this = given ? given->code : exit_code_for(given.error().code);
        if (of_this == ExitCode::bad_usage) of_this = ExitCode::unreadable_input;
        code = worst(code, of_this);
    }
    return code;
}

Result<std::string> read_text(const std::string& file, const std::stop_token& stop) {
    return file == "-" ? read_standard_input(stop) : read_file(file, max_text_bytes);
}

Result<Subject> subject_for(const std::string& file) { return file.empty() ? Subject{} : read_subject(file); }

}  // namespace limner::cli
