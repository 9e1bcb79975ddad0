#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/mrz_text.h"
#include "recognise/mrz_text.h"
#include "record/json_forms.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace limner::cli {
namespace {

struct Options {
    std::vector<std::string> files{"-"};
    std::chrono::year_month_day today = today_utc();
};

Result<Answer> parse(const Session& session, const std::string& file, const MrzTextBlock& block,
                     std::chrono::year_month_day today) {
    const auto mrz = parse_mrz_block(block, today);
    if (!mrz)
        return Error{mrz.error().code,
                     fmt::format("{}: document at line {}: {}", file, block.first_line, mrz.error().message)};
    session.console.line(fmt::format("{}:{}", file, block.first_line));
    print_mrz(session.console, *mrz);
    return Answer{json_of(*mrz), mrz->is_valid() ? ExitCode::done : ExitCode::not_passed};
}

ExitCode fail(Session& session, const std::string& file, const Error& error) {
    return answer_each(session, {file}, [&](const std::string&) -> Result<Answer> { return error; });
}

ExitCode parse_file(const Options& options, Session& session, const std::string& file) {
    const auto text = read_text(file, session.stop);
    if (!text) return fail(session, file, text.error());
    ExitCode code = ExitCode::done;
    MrzTextBlocks blocks(*text);
    auto block = blocks.next();
    if (!block) return fail(session, file, {ErrorCode::unreadable_file, file + ": no text, so no MRZ"});
    for (; block; block = blocks.next())
        code = worst(code, answer_each(session, {file}, [&](const std::string&) {
                         return parse(session, file, *block, options.today);
                     }));
    return code;
}

ExitCode run(const Options& options, Session& session) {
    ExitCode code = ExitCode::done;
    for (const std::string& file : options.files) code = worst(code, parse_file(options, session, file));
    return code;
}

}  // namespace

void add_parse_mrz(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(
        parent, program,
        {"mrz", "Parses the text of machine-readable zones, one document per block of lines between blank lines",
         "printf 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\\n"
         "L898902C36UTO7408122F1204159ZE184226B<<<<<10\\n' | limner parse mrz --json"},
        [options](Session& session) { return run(*options, session); });
    command.add_option("FILE", options->files, "Text files; - is standard input, and the default")->type_name("FILE|-");
    add_today(command, options->today);
}

}  // namespace limner::cli
