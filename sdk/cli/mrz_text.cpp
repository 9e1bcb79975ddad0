#include "cli/mrz_text.h"

#include <fmt/format.h>

namespace limner::cli {
namespace {

constexpr int label_width = 20;

void print_field(const Console& console, const Text& label, const std::string& value) {
    if (!value.empty()) console.line(fmt::format("  {:<{}} {}", console.say(label), label_width, value));
}

std::string text_of(Sex sex) {
    switch (sex) {
        case Sex::male: return "M";
        case Sex::female: return "F";
        case Sex::unspecified: break;
    }
    return "X";
}

void print_fields(const Console& console, const MrzFields& fields) {
    print_field(console, {"document code", "kode dokumen"}, fields.document_code);
    print_field(console, {"issuing state", "negara penerbit"}, fields.issuing_state);
    print_field(console, {"surname", "nama keluarga"}, fields.surname);
    print_field(console, {"given names", "nama depan"}, fields.given_names);
    print_field(console, {"document number", "nomor dokumen"}, fields.document_number);
    print_field(console, {"nationality", "kewarganegaraan"}, fields.nationality);
    print_field(console, {"birth date", "tanggal lahir"}, fields.birth_date.text());
    print_field(console, {"sex", "jenis kelamin"}, text_of(fields.sex));
    print_field(console, {"expiry date", "berlaku hingga"}, fields.expiry_date.text());
    print_field(console, {"personal number", "nomor pribadi"}, fields.personal_number);
    print_field(console, {"optional data", "data opsional"}, fields.optional_data);
    print_field(console, {"optional data 2", "data opsional 2"}, fields.optional_data_2);
}

void print_check(const Console& console, const MrzCheck& check) {
    const Text label{"check digit", "angka pemeriksa"};
    std::string state = check.is_ok ? console.paint(Console::Colour::green, "ok")
                                    : console.paint(Console::Colour::red,
                                                    fmt::format("{}, computed {}", check.printed, check.computed));
    console.line(fmt::format("  {:<{}} {:<16} {}", console.say(label), label_width, check.field, state));
}

}  // namespace

void print_mrz(const Console& console, const Mrz& mrz) {
    const Text valid{"valid", "sah"}, invalid{"not valid", "tidak sah"};
    console.line(fmt::format("  {} {}", name_of(mrz.format),
                             mrz.is_valid() ? console.paint(Console::Colour::green, console.say(valid))
                                            : console.paint(Console::Colour::red, console.say(invalid))));
    for (const std::string& line : mrz.lines) console.line("  " + console.paint(Console::Colour::bold, line));
    print_fields(console, mrz.fields);
    for (const MrzCheck& check : mrz.checks) print_check(console, check);
    for (const std::string& problem : mrz.problems)
        console.line("  " + console.paint(Console::Colour::yellow, problem));
}

}  // namespace limner::cli
