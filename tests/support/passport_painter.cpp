#include "support/passport_painter.h"

#include <limner/recognise/document_page.h>

#include "support/glyph_painter.h"
#include "support/print_font.h"
#include "support/print_shop.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace limner::test {
namespace {

/// A caption and what stands under it.
struct Entry {
    double x_mm, y_mm;  ///< Of the caption's top left corner.
    std::string caption, value;
};

constexpr std::array months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

// Of YYMMDD, its century told by what the date is.
std::string numeric(const std::string& date, const char* century) {
    return fmt::format("{}.{}.{}{}", date.substr(4, 2), date.substr(2, 2), century, date.substr(0, 2));
}

std::string with_month(const std::string& date) {
    const auto month = static_cast<std::size_t>(std::stoi(date.substr(2, 2)) - 1);
    return fmt::format("{} {} {}", date.substr(4, 2), months.at(month), date.substr(0, 2));
}

std::string or_else(const std::string& wanted, const std::string& usual) { return wanted.empty() ? usual : wanted; }

std::vector<Entry> entries_of(const PassportSpec& spec) {
    const MrzSource& mrz = spec.mrz;
    const std::string sex = mrz.sex == Sex::female ? "F" : mrz.sex == Sex::male ? "M" : "X";
    const std::string number = or_else(spec.printed_number, mrz.document_number);
    const std::string surname = or_else(spec.printed_surname, mrz.surname);
    if (spec.design == 0) {
        const std::string birth = or_else(spec.printed_birth_date, with_month(mrz.birth_date));
        const std::string expiry = or_else(spec.printed_expiry_date, with_month(mrz.expiry_date));
        return {{46, 8, "Type / Type", "P"},
                {60, 8, "Code of issuing State", mrz.issuing_state},
                {92, 8, "Passport No. / No de passeport", number},
                {46, 16, "Surname / Nom", surname},
                {46, 24, "Given names / Prenoms", mrz.given_names},
                {46, 32, "Nationality / Nationalite", "UTOPIAN"},
                {46, 40, "Date of birth / Date de naissance", birth},
                {46, 48, "Sex / Sexe", sex},
                {60, 48, "Place of birth / Lieu de naissance", "ZENITH"},
                {46, 56, "Date of issue / Date de delivrance", spec.issue_date},
                {84, 40, "Date of expiry / Date d'expiration", expiry},
                {84, 56, "Holder's signature", ""}};
    }
    const std::string birth = or_else(spec.printed_birth_date, numeric(mrz.birth_date, "19"));
    const std::string expiry = or_else(spec.printed_expiry_date, numeric(mrz.expiry_date, "20"));
    return {{42, 12, "JENIS / TYPE", "P"},
            {58, 12, "KODE NEGARA / COUNTRY CODE", mrz.issuing_state},
            {90, 12, "NO. PASPOR / PASSPORT NO.", number},
            {42, 20, "NAMA KELUARGA / SURNAME", surname},
            {42, 28, "NAMA / GIVEN NAMES", mrz.given_names},
            {42, 36, "KEWARGANEGARAAN / NATIONALITY", "UTOPIA"},
            {42, 44, "TGL. LAHIR / DATE OF BIRTH", birth},
            {90, 36, "KELAMIN / SEX",
             sex == "M"   ? "L/M"
             : sex == "F" ? "P/F"
                          : "X/X"},
            {90, 44, "TEMPAT LAHIR / PLACE OF BIRTH", "ZENITH"},
            {42, 52, "TGL. PENGELUARAN / DATE OF ISSUE", spec.issue_date},
            {90, 52, "TGL. HABIS BERLAKU / DATE OF EXPIRY", expiry},
            {42, 60, "TANDA TANGAN / HOLDER'S SIGNATURE", ""}};
}

}  // namespace

std::optional<PaintedPassport> paint_passport(const PassportSpec& spec) {
    const DocumentSize& size = document_sizes::id_3;
    auto pixels = [&](double mm) { return static_cast<int>(std::lround(mm / 25.4 * spec.ppi)); };
    cv::Mat page(pixels(size.height_mm), pixels(size.width_mm), CV_8UC3);
    PrintShop shop(page, spec.ppi, spec.seed);
    const PrintFont small("DejaVuSansCondensed.ttf"), large(shop.draw(2) ? "DejaVuSans.ttf" : "DejaVuSerif.ttf");
    const auto ocr_b = GlyphPainter::open();
    const auto lines = make_mrz(spec.mrz);
    if (!small.is_open() || !large.is_open() || !ocr_b || !lines) return std::nullopt;
    PaintedPassport painted;
    painted.portrait_mm = spec.design == 0 ? cv::Rect2d(6, 18, 34, 43) : cv::Rect2d(4, 14, 34, 44);
    painted.signature_mm = spec.design == 0 ? cv::Rect2d(84, 58.5, 34, 8) : cv::Rect2d(42, 62, 34, 5.5);
    shop.paint_paper();
    shop.paint_portrait(painted.portrait_mm);
    shop.paint_signature(painted.signature_mm);
    constexpr double caption_mm = 1.25, value_mm = 2.1, under_mm = 2.3, pitch_mm = 2.54, first_line_mm = 15.75;
    large.draw(page, spec.design == 0 ? "UTOPIA  PASSPORT" : "REPUBLIC OF UTOPIA", shop.px(6), shop.px(6.2),
               shop.px(2.4), shop.ink(), shop.px(60));
    for (const Entry& entry : entries_of(spec)) {
        const double x = shop.px(entry.x_mm + shop.share(-0.3, 0.3));
        small.draw(page, entry.caption, x, shop.px(entry.y_mm + caption_mm), shop.px(caption_mm), shop.ink(),
                   shop.px(40));
        large.draw(page, entry.value, x, shop.px(entry.y_mm + caption_mm + under_mm + 0.7), shop.px(value_mm),
                   shop.ink(), shop.px(44));
    }
    const double pitch = pitch_mm / 25.4 * spec.ppi;
    for (std::size_t line = 0; line < lines->size(); ++line)
        ocr_b->draw(page, (*lines)[line], shop.px(6),
                    shop.px(size.height_mm - first_line_mm + 6.35 * double(line)) + ocr_b->capital_height(pitch) / 2,
                    pitch, {30, 30, 30});
    shop.wear_out(spec.wear_0_1);
    const auto* first = reinterpret_cast<const std::byte*>(page.data);
    painted.image =
        Image::from_pixels(page.cols, page.rows, PixelFormat::rgb8, {first, first + page.total() * 3}).value();
    return painted;
}

MrzSource invented_holder(std::uint64_t seed) {
    std::mt19937_64 random(seed * 6'364'136'223'846'793'005U + 7);
    constexpr std::array surnames{"ERIKSSON", "MARTIN", "KOWALSKA", "SANTOSO", "LINDQVIST", "OKAFOR", "TANAKA"};
    constexpr std::array given{"ANNA MARIA", "JOHN", "BUDI", "SITI NUR", "LUCAS", "CHIDI", "YUKI"};
    auto number = [&](unsigned low, unsigned high) { return low + static_cast<unsigned>(random() % (high - low + 1)); };
    return {.issuing_state = "UTO",
            .surname = surnames[random() % surnames.size()],
            .given_names = given[random() % given.size()],
            .document_number = fmt::format("{}{:07}", char('A' + number(0, 25)), number(1'000'000, 9'999'999)),
            .nationality = "UTO",
            .birth_date = fmt::format("{:02}{:02}{:02}", number(50, 99), number(1, 12), number(1, 28)),
            .sex = number(0, 1) == 0 ? Sex::male : Sex::female,
            .expiry_date = fmt::format("30{:02}{:02}", number(1, 12), number(1, 28))};
}

}  // namespace limner::test
