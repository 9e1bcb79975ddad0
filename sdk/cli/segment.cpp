#include <limner/check/check_fingerprint.h>
#include <limner/check/segment_slap.h>
#include <limner/frame/image_file.h>

#include "cli/command.h"
#include "cli/convert_source.h"
#include "cli/inputs.h"
#include "cli/number_range.h"
#include "cli/output_file.h"
#include "cli/slap_json.h"
#include "record/json_forms.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

namespace limner::cli {
namespace {

struct Options {
    std::vector<std::string> files{};
    std::string slap{};
    std::string subject_file{};
    std::string out{};
    double ppi = 0;
};

Result<void> write_finger(const Options& options, const std::string& file, const SlapFinger& finger, std::size_t index,
                          std::optional<double> ppi) {
    const auto png = encode_png(finger.image, ppi);
    if (!png) return png.error();
    const std::string part =
        finger.finger == Finger::unknown ? fmt::format("finger-{}", index) : std::string(name_of(finger.finger));
    const auto path = std::filesystem::path(options.out) /
                      fmt::format("{}-{}.png", std::filesystem::path(file).stem().string(), part);
    return write_output(path, *png);
}

Result<Answer> answer(const Session& session, const Options& options, const std::string& file, const Subject& subject) {
    auto sources = read_convert_sources({.in = file, .image = 1});
    if (!sources) return sources.error();
    if (sources->empty() || sources->front().image.is_empty())
        return Error{ErrorCode::unreadable_file, file + ": has no image"};
    const ConvertSource& source = sources->front();
    const std::optional<double> ppi = options.ppi > 0 ? options.ppi : source.ppi;
    const auto slap = slap_from(options.slap);
    const auto found = segment_slap(source.image, *slap, ppi, subject);
    if (!found) return Error{found.error().code, file + ": " + found.error().message};
    Json fingers = Json::array();
    session.console.line(fmt::format("{}: {}", file, name_of(found->report.verdict())));
    for (const SlapFinger& finger : found->fingers) {
        const auto check = check_fingerprint(finger.image, profiles::fingerprint_enrol(), ppi, subject, finger.finger);
        if (!check) return check.error();
        session.console.line(fmt::format("  {:14} {} x {} px, tilt {:.0f} degrees, quality {}", name_of(finger.finger),
                                         finger.image.width(), finger.image.height(), finger.tilt_degrees,
                                         or_null(check->score_0_100).dump()));
        fingers.push_back(json_of(finger, *check));
        if (options.out.empty()) continue;
        if (auto ok = write_finger(options, file, finger, fingers.size(), ppi); !ok) return ok.error();
    }
    for (const Finding& finding : found->report)
        if (finding.verdict != FindingVerdict::pass)
            session.console.line(
                fmt::format("  {}: {}", finding.requirement, finding.advice(session.console.language())));
    Json members = limner::json_of(found->report);
    members.update({{"slap", options.slap}, {"tilt_degrees", found->tilt_degrees}, {"fingers", std::move(fingers)}});
    return Answer{std::move(members), found->report.passed() ? ExitCode::done : ExitCode::not_passed};
}

}  // namespace

void add_segment(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(parent, program,
                                    {"segment", "Finds the fingers of slaps, names them and checks the hand",
                                     "limner segment right.png --slap right_four --out fingers"},
                                    [options](Session& session) {
                                        const auto subject = subject_for(options->subject_file);
                                        if (!subject) {
                                            session.console.failure(subject.error());
                                            return exit_code_for(subject.error().code);
                                        }
                                        auto differ = check_names_differ(options->files);
                                        if (!options->out.empty() && !differ) {
                                            session.console.failure(differ.error());
                                            return ExitCode::bad_usage;
                                        }
                                        return answer_each(session, options->files, [&](const std::string& file) {
                                            return answer(session, *options, file, *subject);
                                        });
                                    });
    command.add_option("FILE", options->files, "Pictures or finger records; of a record the first image")
        ->type_name("FILE")
        ->required();
    command.add_option("--slap", options->slap, "Which fingers were laid down")
        ->check(CLI::IsMember({"right_four", "left_four", "thumbs"}))
        ->required();
    command.add_option("--subject", options->subject_file, "What is known about the person (JSON)")->type_name("FILE");
    command.add_option("--ppi", options->ppi, "The input's resolution, where it states none or a wrong one")
        ->check(number_between(50.0, 5'000.0));
    command.add_option("--out", options->out, "Folder for each finger cut out, as PNG")->type_name("DIR");
}

}  // namespace limner::cli
