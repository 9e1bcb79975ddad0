#include <limner/check/check_fingerprint.h>
#include <limner/check/check_page.h>
#include <limner/check/check_portrait.h>
#include <limner/frame/image_file.h>

#include "cli/annotate.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/profile_option.h"
#include "cli/report_text.h"
#include "record/json_forms.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace limner::cli {
namespace {

struct Options {
    std::vector<std::string> files{};
    std::string profile{};
    std::string subject_file{};
    std::string annotate_folder{};
};

/// What all three checks need beside their images.
struct Prepared {
    Profile profile{};
    Subject subject{};
};

Result<Prepared> prepare(const Options& options, Profile::Kind kind) {
    auto profile = profile_for(options.profile, kind);
    if (!profile) return profile.error();
    auto subject = subject_for(options.subject_file);
    if (!subject) return subject.error();
    return Prepared{*std::move(profile), *std::move(subject)};
}

ExitCode code_of(const Report& report) { return report.passed() ? ExitCode::done : ExitCode::not_passed; }

/// Prints what was found and draws the marks where that was asked for.
template <typename Check>
Result<Answer> answer(const Session& session, const Options& options, const std::string& file, const ImageFile& image,
                      const Check& check) {
    print_report(session.console, file, check.report);
    if (!options.annotate_folder.empty())
        if (auto drawn = annotate(image.image, marks_of(check), caption_of(session.console, check.report),
                                  options.annotate_folder, file);
            !drawn)
            return drawn.error();
    return Answer{json_of(check), code_of(check.report)};
}

/// Reads each file and checks it.
template <typename CheckImage>
ExitCode check_each(Session& session, const Options& options, const CheckImage& check_image) {
    return answer_each(session, options.files, [&](const std::string& file) -> Result<Answer> {
        const auto image = read_image(file);
        if (!image) return image.error();
        const auto check = check_image(*image);
        if (!check) return Error{check.error().code, file + ": " + check.error().message};
        return answer(session, options, file, *image, *check);
    });
}

ExitCode check_portraits(const Options& options, const Prepared& prepared, Session& session) {
    const auto checker = PortraitChecker::load();
    return check_each(session, options, [&](const ImageFile& file) -> Result<PortraitCheck> {
        if (!checker) return checker.error();
        return checker->check(file.image, prepared.profile, prepared.subject);
    });
}

ExitCode check_fingerprints(const Options& options, const Prepared& prepared, Session& session) {
    return check_each(session, options, [&](const ImageFile& file) {
        return check_fingerprint(file.image, prepared.profile, file.ppi, prepared.subject);
    });
}

ExitCode check_pages(const Options& options, const Prepared& prepared, Session& session) {
    return check_each(session, options,
                      [&](const ImageFile& file) { return check_page(file.image, prepared.profile, file.ppi); });
}

using RunCheck = ExitCode (*)(const Options&, const Prepared&, Session&);

void add_kind(CLI::App& parent, Program& program, const Manual& manual, Profile::Kind kind, RunCheck check) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(parent, program, manual, [options, kind, check](Session& session) {
        const auto prepared = prepare(*options, kind);
        if (prepared) return check(*options, *prepared, session);
        session.console.failure(prepared.error());
        return exit_code_for(prepared.error().code);
    });
    command.add_option("FILE", options->files, "Image files")->type_name("FILE")->required();
    add_profile_option(command, options->profile);
    command.add_option("--subject", options->subject_file, "What is known about the person (JSON)")->type_name("FILE");
    command
        .add_option("--annotate", options->annotate_folder,
                    "Folder for copies with the found points drawn in and the findings in words")
        ->type_name("DIR");
}

}  // namespace

void add_check(CLI::App& parent, Program& program) {
    add_kind(parent, program,
             {"portrait", "Checks portraits against ICAO 9303 or another profile",
              "limner check portrait photo.jpg --language id"},
             Profile::Kind::portrait, check_portraits);
    add_kind(parent, program,
             {"fingerprint", "Checks flat fingerprints (dark ridges on a light ground)",
              "limner check fingerprint right_index.png --json"},
             Profile::Kind::fingerprint, check_fingerprints);
    add_kind(parent, program, {"page", "Checks scanned or photographed pages", "limner check page scan.png --json"},
             Profile::Kind::page, check_pages);
}

}  // namespace limner::cli
