#pragma once

#include "cli/console.h"
#include "cli/exit_code.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace limner::cli {

/// What every command runs with.
struct Session {
    Console console{};
    std::optional<Language> language{};  ///< As asked for on the command line.
    std::vector<std::filesystem::path> driver_folders{};
    std::stop_token stop{};
};

using Run = std::function<ExitCode(Session&)>;

struct Program {
    Session session{};
    Run run{};  ///< Of the command that was asked for.
};

/// A command's name, what it does, and an example of its use.
struct Manual {
    std::string name;
    std::string summary;
    std::string example;
};

/// Adds a command with the options that all have (--json, --language, --drivers).
CLI::App& add_command(CLI::App& parent, Program& program, const Manual& manual, Run run);

/// Adds `--today DATE`; without it the present day.
void add_today(CLI::App& command, std::chrono::year_month_day& today);

// One source file each.
void add_parse_mrz(CLI::App& parent, Program& program);
void add_read_mrz(CLI::App& parent, Program& program);
void add_read_barcode(CLI::App& parent, Program& program);
void add_check(CLI::App& parent, Program& program);
void add_devices(CLI::App& parent, Program& program);
void add_capture(CLI::App& parent, Program& program);
void add_enrol(CLI::App& parent, Program& program);
void add_record(CLI::App& parent, Program& program);
void add_inspect(CLI::App& parent, Program& program);
void add_convert(CLI::App& parent, Program& program);
void add_segment(CLI::App& parent, Program& program);
void add_journal(CLI::App& parent, Program& program);
void add_doctor(CLI::App& parent, Program& program);
void add_conform(CLI::App& parent, Program& program);

}  // namespace limner::cli
