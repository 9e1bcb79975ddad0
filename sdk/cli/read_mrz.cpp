#include <limner/frame/image_file.h>
#include <limner/recognise/read_mrz.h>

#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/mrz_text.h"
#include "record/json_forms.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace limner::cli {
namespace {

using namespace std::chrono_literals;
constexpr auto longest_read = 60s;

struct Options {
    std::vector<std::string> files{};
    std::chrono::year_month_day today = today_utc();
};

/// A reading and the page it is from.
struct PageReading {
    MrzReading reading{};
    int page = 1;
    int page_count = 1;
};

/// Whether a is more of a find than b.
bool is_better(const MrzReading& a, const MrzReading& b) {
    auto rank = [](const MrzReading& reading) {
        return (reading.mrz ? 1 : 0) + (reading.mrz && reading.mrz->is_valid() ? 1 : 0);
    };
    return rank(a) != rank(b) ? rank(a) > rank(b) : a.confidence_0_1 > b.confidence_0_1;
}

/// The best of a file's pages; a page with a valid MRZ ends the search.
Result<PageReading> read_pages(const MrzReader& reader, const std::string& file, const Options& options,
                               const std::stop_token& stop) {
    PageReading best;
    const Until until = Until::in(longest_read, stop);
    for (int page = 1; page <= best.page_count; ++page) {
        const auto image = page == 1 ? read_image(file) : read_image_page(file, page);
        if (!image) return image.error();
        best.page_count = image->page_count;
        auto reading = reader.read(image->image, options.today, until);
        if (!reading) return Error{reading.error().code, file + ": " + reading.error().message};
        if (page == 1 || is_better(*reading, best.reading)) {
            best.reading = *std::move(reading);
            best.page = page;
        }
        if (best.reading.mrz && best.reading.mrz->is_valid()) break;
    }
    return best;
}

void print_reading(const Console& console, const std::string& file, const PageReading& found) {
    const MrzReading& reading = found.reading;
    const Text none{"no MRZ found", "MRZ tidak ditemukan"}, page{"page", "halaman"}, sure{"confidence", "keyakinan"};
    std::string title = file;
    if (found.page_count > 1) title += fmt::format(", {} {}/{}", console.say(page), found.page, found.page_count);
    if (!reading.mrz) {
        console.line(fmt::format("{}: {}", title, console.paint(Console::Colour::yellow, console.say(none))));
        return;
    }
    console.line(fmt::format("{}: {} {:.2f}", title, console.say(sure), reading.confidence_0_1));
    print_mrz(console, *reading.mrz);
    const Text corrected{"corrected", "dikoreksi"};
    for (const MrzCorrection& change : reading.corrections)
        console.line(fmt::format("  {} {}:{} {} -> {}", console.say(corrected), change.line, change.column, change.read,
                                 change.used));
}

Result<Answer> answer(const MrzReader& reader, const Options& options, Session& session, const std::string& file) {
    auto found = read_pages(reader, file, options, session.stop);
    if (!found) return found.error();
    print_reading(session.console, file, *found);
    Answer given{json_of(found->reading), ExitCode::done};
    if (found->page_count > 1) given.members["page"] = found->page;
    if (!found->reading.mrz || !found->reading.mrz->is_valid()) given.code = ExitCode::not_passed;
    return given;
}

ExitCode run(const Options& options, Session& session) {
    const auto reader = MrzReader::load();
    return answer_each(session, options.files, [&](const std::string& file) -> Result<Answer> {
        if (!reader) return reader.error();
        return answer(*reader, options, session, file);
    });
}

}  // namespace

void add_read_mrz(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(parent, program,
                                    {"mrz",
                                     "Finds and reads the machine-readable zone in pictures of documents "
                                     "(PNG, JPEG, "
                                     "TIFF, BMP, PGM, WebP, PDF)",
                                     "limner read mrz passport.jpg visa.pdf --json"},
                                    [options](Session& session) { return run(*options, session); });
    command.add_option("FILE", options->files, "Image files; of several pages the best one counts")
        ->type_name("FILE")
        ->required();
    add_today(command, options->today);
}

}  // namespace limner::cli
