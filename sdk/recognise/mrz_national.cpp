#include "recognise/mrz_national.h"

#include "recognise/mrz_date.h"
#include "recognise/mrz_name.h"

#include <algorithm>

namespace limner {
namespace {

using Lines = std::span<const std::string_view>;

constexpr std::size_t card_length = 36;
constexpr std::size_t licence_length = 30;
constexpr std::size_t first_line_of_swiss_licence = 9;

MrzCheck check_of(const char* field, std::string_view covered, char printed) {
    char computed = mrz_check_digit(covered).value_or('0');
    return {.field = field, .printed = printed, .computed = computed, .is_ok = printed == computed};
}

void take_name(MrzFields& fields, MrzName name) {
    fields.surname = std::move(name.primary);
    fields.given_names = std::move(name.secondary);
    fields.is_name_truncated = name.is_truncated;
}

void note_bad_dates(Mrz& mrz) {
    if (!mrz.fields.birth_date.is_readable) mrz.problems.emplace_back("the birth date is no date");
    if (!mrz.fields.expiry_date.is_readable) mrz.problems.emplace_back("the expiry date is no date");
}

// Two lines: surname and office; then number (year and month of issue, office, serial), given names, birth, sex. The
// last digit covers both lines.
void parse_french_card(Lines lines, Mrz& mrz, std::chrono::year_month_day today) {
    std::string_view first = lines[0];
    std::string_view second = lines[1];
    MrzFields& fields = mrz.fields;
    fields.nationality = "FRA";
    MrzName surname = parse_mrz_name(first.substr(5, 25));
    MrzName given = parse_mrz_name(second.substr(13, 14));
    fields.surname = surname.primary + (surname.secondary.empty() ? "" : " " + surname.secondary);
    fields.given_names = given.primary + (given.secondary.empty() ? "" : " " + given.secondary);
    fields.is_name_truncated = surname.is_truncated || given.is_truncated;
    fields.optional_data = mrz_plain_text(first.substr(30));
    fields.document_number = mrz_plain_text(second.substr(0, 12));
    fields.birth_date = parse_birth_date(second.substr(27, 6), today);
    char sex = second[34];
    fields.sex = sex == 'M' ? Sex::male : sex == 'F' ? Sex::female : Sex::unspecified;
    if (sex != 'M' && sex != 'F' && sex != '<') mrz.problems.emplace_back("the sex is none of M, F and <");
    mrz.checks.push_back(check_of("document_number", second.substr(0, 12), second[12]));
    mrz.checks.push_back(check_of("birth_date", second.substr(27, 6), second[33]));
    mrz.checks.push_back(check_of("composite", std::string(first) + std::string(second.substr(0, 35)), second[35]));
}

// The number's digit covers code and state, too.
void parse_french_licence(std::string_view line, Mrz& mrz, std::chrono::year_month_day today) {
    MrzFields& fields = mrz.fields;
    fields.document_number = mrz_plain_text(line.substr(5, 9));
    fields.expiry_date = parse_expiry_date(line.substr(15, 6), today);
    take_name(fields, parse_mrz_name(line.substr(21, 8)));
    mrz.checks.push_back(check_of("document_number", line.substr(0, 14), line[14]));
    mrz.checks.push_back(check_of("composite", line.substr(0, 29), line[29]));
}

// No check digits: the number of the blank card, then the licence's number and version and the birth date, then names.
void parse_swiss_licence(Lines lines, Mrz& mrz, std::chrono::year_month_day today) {
    MrzFields& fields = mrz.fields;
    fields.document_number = mrz_plain_text(lines[0]);
    fields.optional_data = mrz_plain_text(lines[1].substr(5, 12));
    fields.birth_date = parse_birth_date(lines[1].substr(19, 6), today);
    take_name(fields, parse_mrz_name(lines[2]));
    if (!std::all_of(lines[1].begin() + 5, lines[1].begin() + 17, [](char c) { return c <= '9'; }))
        mrz.problems.emplace_back("the licence number is not of digits");
}

}  // namespace

std::optional<MrzFormat> national_mrz_format(Lines lines, MrzLineNumbers numbers) {
    if (numbers.count != static_cast<std::int64_t>(lines.size())) return std::nullopt;
    bool may_be_national = !lines.empty() && (lines.size() == 3 ? lines[0].size() == first_line_of_swiss_licence
                                                                : lines[0].starts_with("IDFRA") || lines.size() == 1);
    if (!may_be_national) return std::nullopt;
    for (std::string_view line : lines)
        if (line.size() > card_length || !std::all_of(line.begin(), line.end(), is_mrz_character)) return std::nullopt;
    auto is_long = [&](std::size_t i, std::size_t length) { return lines[i].size() == length; };
    if (lines.size() == 1 && is_long(0, licence_length) && lines[0].starts_with("D1FRA")) return MrzFormat::fra_dl;
    if (lines.size() == 2 && is_long(0, card_length) && is_long(1, card_length) && lines[0].starts_with("IDFRA"))
        return MrzFormat::fra_id;
    if (lines.size() == 3 && is_long(0, first_line_of_swiss_licence) && is_long(1, licence_length) &&
        is_long(2, licence_length) && lines[1].substr(2, 3) == "CHE")
        return MrzFormat::che_dl;
    return std::nullopt;
}

Mrz parse_national_mrz(MrzFormat format, Lines lines, std::chrono::year_month_day today) {
    Mrz mrz{.format = format};
    for (std::string_view line : lines) mrz.lines.emplace_back(line);
    std::string_view with_code = lines[format == MrzFormat::che_dl ? 1 : 0];
    mrz.fields.document_code = mrz_plain_text(with_code.substr(0, 2));
    mrz.fields.issuing_state = mrz_plain_text(with_code.substr(2, 3));
    if (format == MrzFormat::fra_id) parse_french_card(lines, mrz, today);
    if (format == MrzFormat::fra_dl) parse_french_licence(lines[0], mrz, today);
    if (format == MrzFormat::che_dl) parse_swiss_licence(lines, mrz, today);
    note_bad_dates(mrz);
    return mrz;
}

}  // namespace limner
