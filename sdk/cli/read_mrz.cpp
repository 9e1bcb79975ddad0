#include <limner/frame/image_file.h>
#include <limner/recognise/read_mrz.h>

#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/mrz_text.h"
#include "record/json_forms.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace limner::cli {
namespace {

using namespace std::chrono_literals;
constexpr auto longest_read = 60s;

struct Options {
    std::vector<std::string> files{};
    std::chrono::year_month_day today = today_utc();
};

/// What a page of a file holds.
struct PageReading {
    std::vector<MrzReading> documents{};  ///< The most certain first.
    int page = 1;
    int page_count = 1;
};

bool is_valid(const MrzReading& reading) { return reading.mrz && reading.mrz->is_valid(); }

/// How much of a find a page is, then how certain.
std::pair<int, double> rank(const std::vector<MrzReading>& documents) {
    if (documents.empty()) return {0, 0};
    return {is_valid(documents.front()) ? 2 : 1, documents.front().confidence_0_1};
}

/// The best of a file's pages; a page with a valid MRZ ends the search.
Result<PageReading> read_pages(const MrzReader& reader, const std::string& file, ImageFile image,
                               const Options& options, const std::stop_token& stop) {
    PageReading best{.documents = {}, .page = 1, .page_count = image.page_count};
    const Until until = Until::in(longest_read, stop);
    for (int page = 1;; ++page) {
        auto documents = reader.read_all(image.image, options.today, until);
        if (!documents) return Error{documents.error().code, file + ": " + documents.error().message};
        if (rank(*documents) > rank(best.documents)) {
            best.documents = *std::move(documents);
            best.page = page;
        }
        if (rank(best.documents).first == 2 || page >= best.page_count) return best;
        auto next = read_image_page(file, page + 1);
        if (!next) return next.error();
        image = *std::move(next);
    }
}

void print_document(const Console& console, const std::string& title, const MrzReading& reading) {
    const Text sure{"confidence", "keyakinan"}, corrected{"corrected", "dikoreksi"};
    console.line(fmt::format("{}: {} {:.2f}", title, console.say(sure), reading.confidence_0_1));
    print_mrz(console, *reading.mrz);
    for (const MrzCorrection& change : reading.corrections)
        console.line(fmt::format("  {} {}:{} {} -> {}", console.say(corrected), change.line, change.column, change.read,
                                 change.used));
}

void print_page(const Console& console, const std::string& file, const PageReading& found) {
    const Text none{"no MRZ found", "MRZ tidak ditemukan"}, page{"page", "halaman"}, document{"document", "dokumen"};
    std::string title = file;
    if (found.page_count > 1) title += fmt::format(", {} {}/{}", console.say(page), found.page, found.page_count);
    if (found.documents.empty())
        console.line(fmt::format("{}: {}", title, console.paint(Console::Colour::yellow, console.say(none))));
    const std::size_t count = found.documents.size();
    for (std::size_t i = 0; i < count; ++i)
        print_document(console,
                       count > 1 ? fmt::format("{}, {} {}/{}", title, console.say(document), i + 1, count) : title,
                       found.documents[i]);
}

/// The members of the most certain document; where there are several, all of them in `documents`.
Json members_of(const PageReading& found) {
    Json members = json_of(found.documents.empty() ? MrzReading{} : found.documents.front());
    if (found.page_count > 1) members["page"] = found.page;
    if (found.documents.size() < 2) return members;
    members["documents"] = Json::array();
    for (const MrzReading& document : found.documents) members["documents"].push_back(json_of(document));
    return members;
}

Result<Answer> answer(const Result<MrzReader>& reader, const Options& options, Session& session,
                      const std::string& file) {
    auto image = read_image(file);
    if (!image) return image.error();
    if (!reader) return Error{reader.error().code, file + ": " + reader.error().message};
    auto found = read_pages(*reader, file, *std::move(image), options, session.stop);
    if (!found) return found.error();
    print_page(session.console, file, *found);
    const bool has_passed = !found->documents.empty() && std::ranges::all_of(found->documents, is_valid);
    return Answer{members_of(*found), has_passed ? ExitCode::done : ExitCode::not_passed};
}

ExitCode run(const Options& options, Session& session) {
    const auto reader = MrzReader::load();
    return answer_each(session, options.files,
                       [&](const std::string& file) { return answer(reader, options, session, file); });
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
