#include <limner/check/portrait_crop.h>
#include <limner/frame/image_file.h>

#include "cli/crop.h"
#include "cli/inputs.h"
#include "cli/missing_models.h"
#include "cli/number_range.h"
#include "cli/output_file.h"
#include "cli/profile_option.h"
#include "cli/report_text.h"
#include "record/json_forms.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

namespace limner::cli {
namespace {

struct Options {
    std::vector<std::string> files{};
    std::string out{};
    std::string style = "35x45";
    std::string format = "jpeg";
    std::string profile{};
    std::string subject_file{};
    double most_enlargement = 1;
    std::size_t bytes = 100'000;
};

PortraitStyle style_of(const Options& options) {
    return options.style == "token" ? PortraitStyle::token_image : PortraitStyle::portrait_35x45;
}

PortraitFormat format_of(const Options& options) {
    return options.format == "jp2" ? PortraitFormat::jpeg_2000 : PortraitFormat::jpeg;
}

std::filesystem::path target_of(const Options& options, const std::string& file) {
    std::string stem = std::filesystem::path(file).stem();
    return std::filesystem::path(options.out) /
           fmt::format("{}.{}.{}", stem, options.style, options.format == "jp2" ? "jp2" : "jpg");
}

/// The portrait of a full frame as a style wants it; where the face is, the frame's own check tells.
Result<PortraitCrop> cropped(const Image& image, const PortraitChecker& checker, const Options& options) {
    static const Profile head{.name = "head", .requirements = {{.name = "head_height"}}};
    auto check = checker.check(image, head);
    if (!check) return check.error();
    if (!check->landmarks) return Error{ErrorCode::invalid_argument, "there is no face to crop to"};
    return crop_portrait(image, *check->landmarks,
                         {.style = style_of(options), .most_enlargement = options.most_enlargement});
}

struct Prepared {
    PortraitChecker checker;
    Profile profile{};
    Subject subject{};
};

Result<Prepared> prepare(const Options& options) {
    auto subject = subject_for(options.subject_file);
    if (!subject) return subject.error();
    Profile profile = profile_of(style_of(options));
    if (!options.profile.empty()) {
        auto loaded = profile_for(options.profile, Profile::Kind::portrait);
        if (!loaded) return loaded.error();
        profile = *std::move(loaded);
    }
    auto checker = PortraitChecker::load();
    if (!checker) return checker.error();
    return Prepared{*std::move(checker), std::move(profile), *std::move(subject)};
}

Result<Answer> answer(const Session& session, const Options& options, const Prepared& prepared,
                      const std::string& file) {
    const auto image = read_image(file);
    if (!image) return image.error();
    auto named = [&](const Error& error) { return Error{error.code, file + ": " + error.message}; };
    const auto crop = cropped(image->image, prepared.checker, options);
    if (!crop) return named(crop.error());
    const auto encoded =
        encode_portrait(*crop, format_of(options), options.bytes, prepared.checker, prepared.profile, prepared.subject);
    if (!encoded) return named(encoded.error());
    const auto out = target_of(options, file);
    if (auto written = write_output(out, encoded->file); !written) return written.error();
    print_report(session.console,
                 fmt::format("{} -> {}: {} x {} pixels, {} bytes", file, out.string(), crop->image.width(),
                             crop->image.height(), encoded->file.size()),
                 encoded->check.report);
    Answer answer{{{"out", out.string()},
                   {"style", options.style},
                   {"width", crop->image.width()},
                   {"height", crop->image.height()},
                   {"ppi", crop->ppi ? Json(*crop->ppi) : Json()},
                   {"bytes", encoded->file.size()},
                   {"jpeg_quality", encoded->jpeg_quality ? Json(*encoded->jpeg_quality) : Json()},
                   {"enlargement", crop->enlargement},
                   {"turned_clockwise_degrees", crop->turned_clockwise_degrees}},
                  encoded->check.report.passed() ? ExitCode::done : ExitCode::not_passed};
    answer.members.update(json_of(encoded->check));
    return answer;
}

ExitCode run(Session& session, const Options& options) {
    if (auto differ = check_names_differ(options.files); !differ) {
        session.console.failure(differ.error());
        return ExitCode::bad_usage;
    }
    const auto prepared = prepare(options);
    if (!prepared) {
        session.console.failure(prepared.error());
        return exit_code_for(prepared.error().code);
    }
    warn_of_missing_models(session.console);
    return answer_each(session, options.files,
                       [&](const std::string& file) { return answer(session, options, *prepared, file); });
}

}  // namespace

void add_crop(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(parent, program,
                                    {"crop", "Cuts portraits out of full frames, compresses and checks them",
                                     "limner crop frame.png --out portraits --style token --format jp2 --bytes 15000"},
                                    [options](Session& session) { return run(session, *options); });
    command.add_option("FILE", options->files, "Image files")->type_name("FILE")->required();
    command.add_option("--out", options->out, "Folder for NAME.STYLE.jpg or .jp2")->type_name("DIR")->required();
    command.add_option("--style", options->style, "35x45 (mm, at 300 ppi) or token (ISO/IEC 19794-5, 480 x 640)")
        ->check(CLI::IsMember({"35x45", "token"}));
    command.add_option("--format", options->format, "jpeg or jp2")->check(CLI::IsMember({"jpeg", "jp2"}));
    command.add_option("--bytes", options->bytes, "The most bytes of a file")->check(CLI::Range(2'000, 100'000'000));
    command.add_option("--most-enlargement", options->most_enlargement, "Pixels of the crop on one of the frame")
        ->check(number_between(1.0, 4.0));
    add_profile_option(command, options->profile);
    command.add_option("--subject", options->subject_file, "What is known about the person (JSON)")->type_name("FILE");
}

}  // namespace limner::cli
