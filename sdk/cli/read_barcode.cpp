#include <limner/frame/image_file.h>
#include <limner/recognise/barcode.h>

#include "cli/command.h"
#include "cli/inputs.h"
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
};

void print_barcode(const Console& console, const std::string& title, const Barcode& barcode) {
    console.line(fmt::format("{}: {}", title, console.paint(Console::Colour::bold, name_of(barcode.format))));
    if (!barcode.aamva) {
        const Text binary{"bytes that are no text", "byte yang bukan teks"};
        console.line("  " + (barcode.is_binary ? fmt::format("{} {}", barcode.bytes.size(), console.say(binary))
                                               : barcode.text));
        return;
    }
    const Json fields = json_of(barcode)["aamva"]["fields"];
    for (const auto& [name, value] : fields.items())
        if (value.is_string() && !value.get_ref<const std::string&>().empty())
            console.line(fmt::format("  {:<20} {}", name, value.get_ref<const std::string&>()));
}

Result<Answer> answer(Session& session, const std::string& file) {
    const Text none{"no barcode found", "kode batang tidak ditemukan"};
    const Until until = Until::in(longest_read, session.stop);
    Json members = {{"found", false}, {"barcodes", Json::array()}};
    for (int page = 1, page_count = 1; page <= page_count; ++page) {
        const auto image = read_image_page(file, page);
        if (!image) return image.error();
        page_count = image->page_count;
        const auto barcodes = read_barcodes(image->image, until);
        if (!barcodes) return Error{barcodes.error().code, file + ": " + barcodes.error().message};
        for (const Barcode& barcode : *barcodes) {
            Json object = json_of(barcode);
            if (page_count > 1) object["page"] = page;
            members["barcodes"].push_back(std::move(object));
            print_barcode(session.console, page_count > 1 ? fmt::format("{}, {}/{}", file, page, page_count) : file,
                          barcode);
        }
    }
    const bool is_found = !members["barcodes"].empty();
    members["found"] = is_found;
    if (!is_found)
        session.console.line(
            fmt::format("{}: {}", file, session.console.paint(Console::Colour::yellow, session.console.say(none))));
    return Answer{std::move(members), is_found ? ExitCode::done : ExitCode::not_passed};
}

}  // namespace

void add_read_barcode(CLI::App& parent, Program& program) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add_command(
        parent, program,
        {"barcode", "Reads PDF417 (driving licences by AAMVA), QR, DataMatrix and Aztec codes in pictures",
         "limner read barcode licence.jpg certificate.pdf --json"},
        [options](Session& session) {
            return answer_each(session, options->files, [&](const std::string& file) { return answer(session, file); });
        });
    command.add_option("FILE", options->files, "Image files; every page is read")->type_name("FILE")->required();
}

}  // namespace limner::cli
