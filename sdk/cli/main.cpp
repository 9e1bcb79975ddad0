#include <limner/base/version.h>

#include "cli/command.h"
#include "cli/crop.h"
#include "cli/interrupt.h"
#include "cli/read_document.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <optional>
#include <string>
#include <vector>

namespace limner::cli {
namespace {

CLI::App& add_group(CLI::App& parent, const std::string& name, const std::string& summary) {
    return *parent.add_subcommand(name, summary)->require_subcommand(1);
}

void add_commands(CLI::App& app, Program& program) {
    app.require_subcommand(1);
    app.set_version_flag("--version", fmt::format("limner {}", version));
    app.footer(
        "Every command has --help with an example. Exit codes: 0 done and passed; 2 a check failed, needs review, "
        "or\nnothing was found; 3 bad usage; 4 an input could not be read; 5 no device could serve; 130 "
        "interrupted;\n1 anything else.");
    add_devices(app, program);
    add_capture(add_group(app, "capture", "Captures with failover, checks, and writes the record"), program);
    add_enrol(app, program);
    add_record(app, program);
    add_inspect(app, program);
    add_convert(app, program);
    add_segment(app, program);
    add_journal(app, program);
    add_doctor(app, program);
    add_conform(app, program);
    add_check(add_group(app, "check", "Checks the quality of image files"), program);
    add_crop(app, program);
    CLI::App& read = add_group(app, "read", "Reads documents in image files");
    add_read_mrz(read, program);
    add_read_document(read, program);
    add_read_barcode(read, program);
    add_parse_mrz(add_group(app, "parse", "Parses text"), program);
}

/// What is wrong where a command is missing or unknown: what was written in its place, and what may stand there.
std::optional<std::string> command_problem(const CLI::App& app) {
    const CLI::App* group = &app;
    while (!group->get_subcommands().empty()) group = group->get_subcommands().front();
    if (group->get_require_subcommand_min() == 0) return std::nullopt;
    std::vector<std::string> names;
    for (const CLI::App* command : group->get_subcommands(nullptr)) names.push_back(command->get_name());
    const auto rest = app.remaining(true);
    return fmt::format("{}; allowed: {}",
                       rest.empty() ? "a command is missing" : fmt::format("unknown command '{}'", rest.front()),
                       fmt::join(names, ", "));
}

ExitCode usage_error(const CLI::App& app, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
        (void)app.exit(error);
        return ExitCode::done;
    }
    fmt::print(stderr, "limner: {}\nlimner --help lists the commands, limner COMMAND --help explains one.\n",
               command_problem(app).value_or(error.what()));
    return ExitCode::bad_usage;
}

ExitCode run(int argc, char** argv) {
    CLI::App app{"Captures, checks, reads and records at a counter.", "limner"};
    Program program;
    add_commands(app, program);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return usage_error(app, error);
    }
    Session& session = program.session;
    if (session.language) session.console.use_language(*session.language);
    const Interrupt interrupt;
    session.stop = interrupt.token();
    ExitCode code = program.run(session);
    if (session.stop.stop_requested()) code = ExitCode::interrupted;
    if (session.console.flush()) return code;
    session.console.diagnostic("limner: standard output could not be written");
    return worst(code, ExitCode::other);
}

}  // namespace
}  // namespace limner::cli

int main(int argc, char** argv) {
    // A file beyond what the user may write is an error of that file, not the end of the program.
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        return static_cast<int>(limner::cli::run(argc, argv));
    } catch (const std::exception& error) {
        fmt::print(stderr, "limner: {}\n", error.what());
        return static_cast<int>(limner::cli::ExitCode::other);
    }
}
