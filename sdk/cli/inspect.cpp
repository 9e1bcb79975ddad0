#include <limner/record/record.h>

#include "cli/command.h"
#include "cli/inputs.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace limner::cli {
namespace {

struct Options {
    std::vector<std::string> files{};
};

Result<Answer> answer(const Session& session, const std::string& file) {
    const auto summary = inspect_record(file);
    if (!summary) return summary.error();
    const Console& console = session.console;
    const Text whole{"complete record", "rekaman lengkap"}, broken{"not a whole record", "rekaman tidak utuh"};
    console.line(fmt::format("{}: {}", file,
                             summary->is_complete ? console.paint(Console::Colour::green, console.say(whole))
                                                  : console.paint(Console::Colour::red, console.say(broken))));
    for (const std::string& problem : summary->problems)
        console.line("  " + console.paint(Console::Colour::red, problem));
    Json record = Json::parse(summary->json, nullptr, false);
    if (record.is_discarded()) record = nullptr;
    if (!record.is_null()) console.line(indented(record));
    return Answer{{{"type", "limner_record"},
                   {"complete", summary->is_complete},
                   {"problems", summary->problems},
                   {"record", record}},
                  summary->is_complete ? ExitCode::done : ExitCode::not_passed};
}

}  // namespace

void add_inspect(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(
        parent, program,
        {"inspect", "Says what is in a Limner record and whether it is whole",
         "limner inspect visits/20260131-0815-7f3a"},
        [options](Session& session) {
            return answer_each(session, options->files, [&](const std::string& file) { return answer(session, file); });
        });
    command.add_option("FILE", options->files, "A record's folder or its record.json")->type_name("FILE")->required();
}

}  // namespace limner::cli
