#include <limner/record/record.h>

#include "base/read_file.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/inspect_formats.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace limner::cli {
namespace {

constexpr std::size_t max_record_bytes = 256 * 1024 * 1024;

struct Options {
    std::vector<std::string> files{};
};

Answer shown(const Session& session, const std::string& file, Answer answer) {
    const Console& console = session.console;
    console.line(fmt::format("{}: {}", file, answer.members.value("type", "")));
    for (const Json& problem : answer.members["problems"])
        console.line("  " + console.paint(Console::Colour::red, problem.get<std::string>()));
    console.line(indented(answer.members));
    return answer;
}

Result<Answer> answer_for_visit(const Session& session, const std::string& file) {
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

Result<Answer> answer(const Session& session, const std::string& file) {
    if (const auto bytes = read_file(file, max_record_bytes)) {
        const std::span<const std::byte> all(reinterpret_cast<const std::byte*>(bytes->data()), bytes->size());
        if (const auto kind = record_kind_of(all)) {
            auto found = inspect_biometric_record(all, *kind, file);
            if (!found) return found.error();
            return shown(session, file, *std::move(found));
        }
        // A visit's document is JSON: what does not even begin as that is nothing known.
        if (bytes->find_first_not_of(" \t\r\n") != bytes->find('{'))
            return Error{ErrorCode::unreadable_file, file + ": no record of a known type"};
    }
    return answer_for_visit(session, file);
}

}  // namespace

void add_inspect(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(
        parent, program,
        {"inspect",
         "Says what is in a record and whether it is whole: of a visit, WSQ, ISO/IEC 19794-2, -4 and -5, 39794-4 and "
         "-5, ANSI INCITS 378, DG2, ANSI/NIST, CBEFF",
         "limner inspect visits/20260131-0815-7f3a thumb.wsq"},
        [options](Session& session) {
            return answer_each(session, options->files, [&](const std::string& file) { return answer(session, file); });
        });
    command.add_option("FILE", options->files, "A visit's folder or its record.json, or a biometric record")
        ->type_name("FILE")
        ->required();
}

}  // namespace limner::cli
