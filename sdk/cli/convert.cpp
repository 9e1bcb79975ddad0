#include "cli/command.h"
#include "cli/convert_source.h"
#include "cli/convert_target.h"
#include "cli/inputs.h"
#include "cli/number_range.h"
#include "cli/output_file.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <filesystem>
#include <memory>

namespace limner::cli {
namespace {

std::string target_of(const ConvertOptions& options) {
    return options.to.empty() ? target_of_name(options.out) : options.to;
}

Result<Answer> answer(const Session& session, const ConvertOptions& options) {
    constexpr double assumed_ppi = 500;
    const std::string to = target_of(options);
    auto sources = read_convert_sources(options);
    if (!sources) return sources.error();
    if (sources->empty()) return Error{ErrorCode::unreadable_file, options.in + ": has no image"};
    bool is_assumed = false;
    for (ConvertSource& source : *sources) {
        if (options.ppi > 0) source.ppi = options.ppi;
        if (source.ppi) source.ppi = std::round(*source.ppi);  // PNG counts in metres: 500 ppi come as 499.999
        is_assumed = is_assumed || (!source.ppi && !source.minutiae && is_of_fingers(to));
    }
    const auto bytes = encode_convert_target(*sources, to, options);
    if (!bytes) return Error{bytes.error().code, options.in + ": " + bytes.error().message};
    if (auto written = write_output(options.out, *bytes); !written) return written.error();
    if (is_assumed)
        session.console.diagnostic(options.in + ": states no resolution; 500 ppi is written (--ppi gives another)");
    const ConvertSource& first = sources->front();
    const std::size_t count = is_record(to) ? sources->size() : 1;
    session.console.line(fmt::format("{} -> {}: {} x {} pixels, {} of {} images, {} bytes", options.in, options.out,
                                     first.image.width(), first.image.height(), count, sources->size(), bytes->size()));
    return Answer{{{"out", options.out},
                   {"from", first.format},
                   {"to", to},
                   {"images", count},
                   {"width", first.image.width()},
                   {"height", first.image.height()},
                   {"ppi", is_assumed ? Json(assumed_ppi) : or_null(first.ppi)},
                   {"ppi_assumed", is_assumed},
                   {"bytes", bytes->size()}}};
}

void add_options(CLI::App& command, ConvertOptions& options) {
    command
        .add_option("IN", options.in,
                    "PNG, JPEG, JPEG 2000, TIFF, BMP, PGM, WebP, WSQ, PDF, ISO/IEC 19794-2, -4 and -5, 39794-4 and -5, "
                    "ANSI INCITS 378, DG2, ANSI/NIST, CBEFF in XML")
        ->required();
    command.add_option("OUT", options.out, "The file to be written; its suffix tells the format")->required();
    command
        .add_option("--to", options.to,
                    "png, jpeg, jp2, wsq; fir (ISO/IEC 19794-4:2011), fir2005, fir39794; fmr (19794-2:2005), fmr2011, "
                    "ansi378 (2004), ansi378-2009, ansi378-2009am1; face (19794-5:2011), face2005, face39794; an2 "
                    "(ANSI/NIST, Type-14), an2-face (Type-10); cbeff (XML, fingers), cbeff-face; dg2 (a passport's, of "
                    "19794-5:2005)")
        ->check(CLI::IsMember(convert_targets()));
    command
        .add_option("--image", options.image,
                    "Which image or page of the input, from 1; without it all go into a record, the first elsewhere")
        ->check(CLI::Range(1, 65'535));
    command.add_option("--ppi", options.ppi, "The input's resolution, where it states none or a wrong one")
        ->check(number_between(10.0, 5'000.0));
    command.add_option("--bits-per-pixel", options.bits_per_pixel, "Of WSQ; without it 0.75")
        ->check(number_between(0.05, 5.0));
    command
        .add_option(
            "--compression", options.compression,
            "Inside of finger records; without it as in a record that is read, else WSQ, above 600 ppi JPEG 2000")
        ->check(CLI::IsMember({"wsq", "jp2", "png", "none"}));
    command
        .add_option("--bytes", options.bytes, "The most bytes of JPEG 2000; without it lossless, in face records JPEG")
        ->check(CLI::Range(200, 100'000'000));
    command.add_option("--quality", options.quality, "Of JPEG")->check(CLI::Range(1, 100));
}

}  // namespace

void add_convert(CLI::App& parent, Program& program) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App& command = add_command(
        parent, program,
        {"convert", "Writes a picture or a biometric record in another format", "limner convert thumb.png thumb.wsq"},
        [options](Session& session) {
            if (target_of(*options).empty()) {
                session.console.failure(
                    Error{ErrorCode::invalid_argument, options->out + ": its name tells no format; give --to"});
                return ExitCode::bad_usage;
            }
            std::error_code absent;
            if (std::filesystem::equivalent(options->in, options->out, absent)) {
                session.console.failure(
                    Error{ErrorCode::invalid_argument, options->out + ": is the input itself; name another file"});
                return ExitCode::bad_usage;
            }
            return answer_each(session, {options->in}, [&](const std::string&) { return answer(session, *options); });
        });
    add_options(command, *options);
}

}  // namespace limner::cli
