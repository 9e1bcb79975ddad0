#include <limner/frame/image_file.h>
#include <limner/recognise/document.h>

#include "cli/compare_claims.h"
#include "cli/inputs.h"
#include "cli/mrz_text.h"
#include "cli/read_document.h"
#include "record/json_document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

namespace limner::cli {
namespace {

using namespace std::chrono_literals;
constexpr auto longest_read = 120s;

struct Options {
    std::vector<std::string> files{};
    std::string type = "auto";
    std::vector<std::string> layouts{};
    std::string crops{};
    std::chrono::year_month_day today = today_utc();
};

void print_reading(const Console& console, const std::string& file, const DocumentReading& reading) {
    console.line(fmt::format("{}: {}", file, console.paint(Console::Colour::bold, reading.type)));
    for (const DocumentField& field : reading.fields) {
        const bool is_read = !field.value.empty();
        const Text unread{"unreadable", "tidak terbaca"};
        const std::string value =
            is_read ? field.value
                    : console.paint(Console::Colour::yellow, fmt::format("{}: '{}'", console.say(unread), field.raw));
        console.line(fmt::format("  {:<20} {}  {:.2f}", field.name, value, field.confidence_0_1));
    }
    if (reading.mrz && reading.mrz->mrz) print_mrz(console, *reading.mrz->mrz);
    for (const auto& [name, part] :
         {std::pair("portrait", &reading.portrait), std::pair("signature", &reading.signature)})
        if (*part) console.line(fmt::format("  {:<20} found  {:.2f}", name, (*part)->confidence_0_1));
    print_agreements(console, reading.agreements);
    for (const std::string& warning : reading.warnings)
        console.line("  " + console.paint(Console::Colour::yellow, warning));
}

/// Personal: readable by the owner alone, as records are.
Result<void> write_crop(const Image& image, std::optional<double> ppi, const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    const auto png = encode_png(image, ppi);
    if (!png) return png.error();
    std::ofstream file(path, std::ios::binary);
    std::error_code failed;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, failed);
    file.write(reinterpret_cast<const char*>(png->data()), static_cast<std::streamsize>(png->size()));
    file.close();
    if (failed || !file) return Error{ErrorCode::storage_failed, path.string() + ": cannot be written"};
    return {};
}

Result<void> write_crops(const Options& options, const std::string& file, const DocumentReading& reading,
                         Json& members) {
    if (options.crops.empty()) return {};
    const std::filesystem::path folder(options.crops);
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    members["crops"] = Json::object();
    auto write = [&](const char* name, const std::optional<Image>& image) -> Result<void> {
        if (!image) return {};
        const auto path = folder / (std::filesystem::path(file).filename().string() + "." + name + ".png");
        members["crops"][name] = path.string();
        return write_crop(*image, reading.page ? std::optional(reading.page->ppi) : std::nullopt, path);
    };
    if (auto written = write("page", reading.page ? std::optional(reading.page->image) : std::nullopt); !written)
        return written;
    for (const auto& [name, part] :
         {std::pair("portrait", &reading.portrait), std::pair("signature", &reading.signature)})
        if (auto written = *part ? write(name, (*part)->image) : Result<void>(); !written) return written;
    return {};
}

bool is_passed(const DocumentReading& reading) {
    const bool is_read = std::ranges::none_of(reading.fields, [](const DocumentField& f) { return f.value.empty(); });
    const bool is_valid = !reading.mrz || !reading.mrz->mrz || reading.mrz->mrz->is_valid();
    return is_read && is_valid && reading.warnings.empty() &&
           std::ranges::none_of(reading.agreements, &FieldAgreement::needs_review);
}

Result<Answer> answer(const Result<DocumentReader>& reader, const Options& options, Session& session,
                      const std::string& file) {
    const Text none{"no document found", "dokumen tidak ditemukan"};
    const Until until = Until::in(longest_read, session.stop);
    if (!reader) return Error{reader.error().code, file + ": " + reader.error().message};
    for (int page = 1, page_count = 1; page <= page_count; ++page) {
        const auto image = read_image_page(file, page);
        if (!image) return image.error();
        page_count = image->page_count;
        const auto reading = reader->read(image->image, options.type, image->ppi, options.today, until);
        if (!reading) return Error{reading.error().code, file + ": " + reading.error().message};
        if (!*reading) continue;
        Json members = json_of(**reading);
        if (page_count > 1) members["page"] = page;
        if (auto written = write_crops(options, file, **reading, members); !written) return written.error();
        print_reading(session.console, file, **reading);
        return Answer{std::move(members), is_passed(**reading) ? ExitCode::done : ExitCode::not_passed};
    }
    session.console.line(
        fmt::format("{}: {}", file, session.console.paint(Console::Colour::yellow, session.console.say(none))));
    return Answer{{{"found", false}, {"type", Json()}, {"fields", Json::object()}}, ExitCode::not_passed};
}

ExitCode run(const Options& options, Session& session) {
    DocumentReader::Options wanted;
    wanted.layouts.assign(options.layouts.begin(), options.layouts.end());
    const auto reader = DocumentReader::load(wanted);
    if (!reader && reader.error().code != ErrorCode::model_missing) {
        session.console.failure(reader.error());
        return exit_code_for(reader.error().code);
    }
    const auto types = reader ? reader->types() : std::vector<std::string>{};
    if (reader && options.type != "auto" && std::ranges::find(types, options.type) == types.end()) {
        session.console.failure({ErrorCode::invalid_argument, fmt::format("no type is named '{}'; allowed: auto, {}",
                                                                          options.type, fmt::join(types, ", "))});
        return ExitCode::bad_usage;
    }
    return answer_each(session, options.files,
                       [&](const std::string& file) { return answer(reader, options, session, file); });
}

}  // namespace

void add_read_document(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command =
        add_command(parent, program,
                    {"document",
                     "Reads identity documents: fields by their layout, and the MRZ, compared with each "
                     "other",
                     "limner read document ktp.jpg --type ktp --json"},
                    [options](Session& session) { return run(*options, session); });
    command.add_option("FILE", options->files, "Image files; of several pages the first with a document counts")
        ->type_name("FILE")
        ->required();
    command.add_option("--type", options->type, "auto, passport, ktp, kk, ... or a layout's name")->type_name("TYPE");
    command.add_option("--layout", options->layouts, "A further type of documents (TOML)")->type_name("FILE");
    command.add_option("--crops", options->crops, "Folder for the page laid out, the portrait and the signature")
        ->type_name("DIR");
    add_today(command, options->today);
}

}  // namespace limner::cli
