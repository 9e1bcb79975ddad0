#include <limner/check/check_fingerprint.h>
#include <limner/check/check_page.h>
#include <limner/check/check_portrait.h>
#include <limner/check/nfiq2.h>
#include <limner/frame/image_file.h>
#include <limner/recognise/document_page.h>
#include <limner/record/finger_minutiae_record.h>

#include "base/read_file.h"
#include "cli/annotate.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/missing_models.h"
#include "cli/output_file.h"
#include "cli/profile_option.h"
#include "cli/report_text.h"
#include "record/json_forms.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <span>

namespace limner::cli {
namespace {

constexpr std::size_t most_record_bytes = 1U << 20;

struct Options {
    std::vector<std::string> files{};
    std::string profile{};
    std::string subject_file{};
    std::string annotate_folder{};
    std::string nfiq2_forest{};
    std::string nfiq2_md5{Nfiq2Forest::published_md5};
    std::string ofiq_models{};
    std::vector<std::string> minutiae{};  ///< Records, one for each of `files`.
};

/// What all three checks need beside their images.
struct Prepared {
    Profile profile{};
    Subject subject{};
};

Result<Prepared> prepare(const Options& options, Profile::Kind kind) {
    if (!options.annotate_folder.empty())
        if (auto differ = check_names_differ(options.files, &std::filesystem::path::filename); !differ)
            return differ.error();
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
        if (auto drawn = annotate(image.image, marks_of(check, image.image), caption_of(session.console, check.report),
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
        const auto check = check_image(file, *image);
        if (!check) return Error{check.error().code, file + ": " + check.error().message};
        return answer(session, options, file, *image, *check);
    });
}

ExitCode check_portraits(const Options& options, const Prepared& prepared, Session& session) {
    PortraitChecker::Options models;
    if (!options.ofiq_models.empty()) models.ofiq_models = options.ofiq_models;
    const auto checker = PortraitChecker::load(models);
    if (checker) warn_of_missing_models(session.console);
    return check_each(session, options, [&](const std::string&, const ImageFile& image) -> Result<PortraitCheck> {
        if (!checker) return checker.error();
        return checker->check(image.image, prepared.profile, prepared.subject);
    });
}

Result<FingerprintMinutiae> minutiae_in(const std::string& file) {
    const auto bytes = read_file(file, most_record_bytes);
    if (!bytes) return bytes.error();
    const auto record = read_finger_minutiae_record(std::as_bytes(std::span(*bytes)), file, Reading::lenient);
    if (!record) return record.error();
    if (record->views.size() == 1) return minutiae_of(record->views.front(), record->format);
    return Error{ErrorCode::unreadable_file,
                 fmt::format("{}: holds {} prints' minutiae, not one", file, record->views.size())};
}

ExitCode check_with_nfiq2(const Options& options, const Prepared& prepared, Session& session) {
    const auto forest = Nfiq2Forest::load(options.nfiq2_forest, options.nfiq2_md5);
    if (!forest) return session.console.failure(forest.error()), exit_code_for(forest.error().code);
    std::map<std::string, std::string> record_of;
    for (std::size_t i = 0; i < options.files.size(); ++i) record_of[options.files[i]] = options.minutiae[i];
    return check_each(session, options,
                      [&](const std::string& file, const ImageFile& image) -> Result<FingerprintCheck> {
                          const auto minutiae = minutiae_in(record_of[file]);
                          if (!minutiae) return minutiae.error();
                          auto check = check_fingerprint(image.image, prepared.profile, image.ppi, prepared.subject);
                          if (!check) return check;
                          if (auto added = add_nfiq2_score(*check, image.image, *minutiae, *forest); !added)
                              return added.error();
                          return check;
                      });
}

ExitCode check_fingerprints(const Options& options, const Prepared& prepared, Session& session) {
    if (options.nfiq2_forest.empty() && options.minutiae.empty())
        return check_each(session, options, [&](const std::string&, const ImageFile& image) {
            return check_fingerprint(image.image, prepared.profile, image.ppi, prepared.subject);
        });
    if (!options.nfiq2_forest.empty() && options.minutiae.size() == options.files.size())
        return check_with_nfiq2(options, prepared, session);
    session.console.failure(
        {ErrorCode::invalid_argument,
         "NFIQ 2's score takes its forest (--nfiq2-forest) and FingerJetFX's minutiae of each image "
         "(--minutiae, once for each FILE), which Limner does not extract"});
    return ExitCode::bad_usage;
}

double area_of(const Quad& quad) {
    double twice = 0;
    for (std::size_t i = 0; i < quad.size(); ++i) {
        const Point a = quad[i], b = quad[(i + 1) % quad.size()];
        twice += a.x * b.y - b.x * a.y;
    }
    return twice / 2;
}

/// Sides of the picture that a corner lies on.
int sides_touched(const Quad& quad, const Image& picture) {
    constexpr double margin_share = 0.01;
    const double margin = margin_share * std::max(picture.width(), picture.height());
    auto any = [&](auto&& is_there) { return int(std::ranges::any_of(quad, is_there)); };
    return any([&](Point at) { return at.x < margin; }) + any([&](Point at) { return at.y < margin; }) +
           any([&](Point at) { return at.x > picture.width() - 1 - margin; }) +
           any([&](Point at) { return at.y > picture.height() - 1 - margin; });
}

/// The surest document in a picture. What is smaller may be a portrait, which takes up to a sixth of the page it is on;
/// what lies in a corner of the picture without filling it, a part of a page that does.
std::optional<Quad> outline_in(const ImageFile& file) {
    constexpr double least_score = 0.7, least_share = 0.2, filling_share = 0.85;
    const auto documents = find_documents(file.image, file.ppi);
    if (!documents || documents->empty() || documents->front().score_0_1 < least_score) return std::nullopt;
    const Quad& quad = documents->front().quad;
    const double share = area_of(quad) / (double(file.image.width()) * file.image.height());
    if (share < least_share || (share < filling_share && sides_touched(quad, file.image) > 1)) return std::nullopt;
    return quad;
}

/// A page on a plain ground is found by the check itself, faster than one on any other.
Result<PageCheck> check_page_on_any_ground(const ImageFile& file, const Profile& profile) {
    auto check = check_page(file.image, profile, file.ppi);
    if (!check || check->quad) return check;
    const auto outline = outline_in(file);
    return outline ? check_page(file.image, profile, file.ppi, outline) : check;
}

ExitCode check_pages(const Options& options, const Prepared& prepared, Session& session) {
    return check_each(session, options, [&](const std::string&, const ImageFile& file) {
        return check_page_on_any_ground(file, prepared.profile);
    });
}

using RunCheck = ExitCode (*)(const Options&, const Prepared&, Session&);

CLI::App& add_kind(CLI::App& parent, Program& program, const Manual& manual, Profile::Kind kind, RunCheck check,
                   const std::shared_ptr<Options>& options = std::make_shared<Options>()) {
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
    return command;
}

void add_nfiq2_options(CLI::App& command, Options& options) {
    command
        .add_option("--nfiq2-forest", options.nfiq2_forest,
                    "NFIQ 2's random forest (nist_plain_tir-ink.yaml): gives its score, with --minutiae")
        ->type_name("FILE");
    command.add_option("--nfiq2-md5", options.nfiq2_md5, "The forest's MD5, where it is not the published one")
        ->type_name("MD5");
    command
        .add_option("--minutiae", options.minutiae,
                    "FingerJetFX's minutiae as ISO/IEC 19794-2 or ANSI INCITS 378, once for each FILE, in their order")
        ->type_name("FILE")
        ->expected(1);
}

}  // namespace

void add_check(CLI::App& parent, Program& program) {
    const auto of_portraits = std::make_shared<Options>();
    add_kind(parent, program,
             {"portrait", "Checks portraits against ICAO 9303 or another profile",
              "limner check portrait photo.jpg --language id"},
             Profile::Kind::portrait, check_portraits, of_portraits)
        .add_option("--ofiq-models", of_portraits->ofiq_models,
                    "OFIQ's folder of models: gives the standard's own measures that need them")
        ->type_name("DIR");
    const auto options = std::make_shared<Options>();
    add_nfiq2_options(add_kind(parent, program,
                               {"fingerprint", "Checks flat fingerprints (dark ridges on a light ground)",
                                "limner check fingerprint right_index.png --json"},
                               Profile::Kind::fingerprint, check_fingerprints, options),
                      *options);
    add_kind(parent, program, {"page", "Checks scanned or photographed pages", "limner check page scan.png --json"},
             Profile::Kind::page, check_pages);
}

}  // namespace limner::cli
