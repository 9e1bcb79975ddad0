#include "cli/command.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>

namespace limner::cli {
namespace {

std::chrono::year_month_day date_from(const std::string& text) {
    int year = 0;
    unsigned month = 0, day = 0;
    char rest = 0;
    const bool has_shape =
        text.size() == 10 && std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) == 3;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!has_shape || !date.ok())
        throw CLI::ValidationError("--today", fmt::format("'{}' is no date; allowed: YYYY-MM-DD", text));
    return date;
}

}  // namespace

CLI::App& add_command(CLI::App& parent, Program& program, const Manual& manual, Run run) {
    CLI::App& command = *parent.add_subcommand(manual.name, manual.summary);
    command.footer("Example:\n  " + manual.example);
    command.add_flag_callback(
        "--json", [&program] { program.session.console.use_json(); },
        "One JSON object per line on stdout and nothing else");
    command
        .add_option_function<std::string>(
            "--language", [&program](const std::string& code) { program.session.language = language_from(code); },
            "Of messages for the officer: en or id")
        ->check(CLI::IsMember({"en", "id"}))
        ->type_name("en|id");
    command.add_option("--drivers", program.session.driver_folders, "Folder with driver modules")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory.name(""))
        ->allow_extra_args(false);
    command.callback([&program, run = std::move(run)] { program.run = run; });
    return command;
}

void add_today(CLI::App& command, std::chrono::year_month_day& today) {
    command
        .add_option_function<std::string>(
            "--today", [&today](const std::string& text) { today = date_from(text); },
            "Day of reading, which decides centuries; default: the present day in UTC")
        ->type_name("YYYY-MM-DD");
}

}  // namespace limner::cli
