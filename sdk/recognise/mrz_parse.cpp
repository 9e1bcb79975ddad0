#include "recognise/mrz_parse.h"

#include "recognise/mrz_date.h"
#include "recognise/mrz_layout.h"
#include "recognise/mrz_name.h"
#include "recognise/mrz_national.h"

#include <algorithm>
#include <cstdio>

namespace limner {
namespace {

using Lines = std::span<const std::string_view>;

// The bytes of the character that starts at `text`: a whole code point of UTF-8, or one byte where it is none.
std::size_t length_of_character(std::string_view text) {
    auto lead = static_cast<unsigned char>(text.front());
    std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length > text.size()) return 1;
    for (std::size_t i = 1; i < length; ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 1;
    return length;
}

// "'a'", "U+0410" or "byte 0xFF": what a message can show of any input without passing on control characters.
std::string shown(std::string_view character) {
    char buffer[24];
    auto lead = static_cast<unsigned char>(character.front());
    if (character.size() == 1) {
        bool is_printable = lead >= 0x20 && lead < 0x7F;
        std::snprintf(buffer, sizeof buffer, is_printable ? "'%c'" : "byte 0x%02X", lead);
        return buffer;
    }
    unsigned point = lead & (0xFFU >> (character.size() + 1));
    for (char c : character.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3FU);
    std::snprintf(buffer, sizeof buffer, "U+%04X", point);
    return buffer;
}

std::optional<Error> bad_character(std::string_view line, std::int64_t number) {
    if (MrzCheckSum().add(line)) return std::nullopt;
    int column = 0;
    while (!line.empty()) {
        ++column;
        std::size_t length = length_of_character(line);
        if (!is_mrz_character(line.front()))
            return Error{ErrorCode::invalid_argument,
                         "line " + std::to_string(number) + ", column " + std::to_string(column) + ": " +
                             shown(line.substr(0, length)) + " is none of A to Z, 0 to 9 and <"};
        line.remove_prefix(length);
    }
    return std::nullopt;
}

Error bad_length(std::string_view line, std::int64_t number, int line_count) {
    const char* allowed = line_count == 3 ? "30 (TD1)" : "44 (TD3, MRV-A) or 36 (TD2, MRV-B)";
    return {ErrorCode::invalid_argument, "line " + std::to_string(number) + " has " + std::to_string(line.size()) +
                                             " characters; an MRZ of " + std::to_string(line_count) + " lines has " +
                                             allowed};
}

// The format by number and length of lines and, for visas, the letter V.
Result<MrzFormat> format_of(Lines lines, MrzLineNumbers numbers) {
    if (numbers.count != 2 && numbers.count != 3)
        return Error{ErrorCode::invalid_argument,
                     "line " + std::to_string(numbers.first) + ": " + std::to_string(numbers.count) +
                         (numbers.count == 1 ? " line" : " lines") + "; an MRZ has 2 or 3"};
    // 44 characters of four bytes each, the most that UTF-8 needs.
    constexpr std::size_t longest = 176;
    auto count = static_cast<int>(numbers.count);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto number = numbers.first + static_cast<std::int64_t>(i);
        if (lines[i].size() > longest) return bad_length(lines[i], number, count);
        if (auto error = bad_character(lines[i], number)) return *error;
    }
    std::size_t length = lines.front().size();
    bool is_known = count == 3 ? length == 30 : length == 44 || length == 36;
    if (!is_known) return bad_length(lines.front(), numbers.first, count);
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (lines[i].size() != length)
            return Error{ErrorCode::invalid_argument,
                         "line " + std::to_string(numbers.first + static_cast<std::int64_t>(i)) + " has " +
                             std::to_string(lines[i].size()) + " characters, the first one " + std::to_string(length)};
    if (count == 3) return MrzFormat::td1;
    bool is_visa = lines.front().front() == 'V';
    if (length == 44) return is_visa ? MrzFormat::mrv_a : MrzFormat::td3;
    return is_visa ? MrzFormat::mrv_b : MrzFormat::td2;
}

class Parser {
public:
    Parser(Lines lines, const MrzLayout& layout) : lines_(lines), layout_(layout) { mrz_.format = layout.format; }

    Mrz run(std::chrono::year_month_day today) {
        mrz_.lines.assign(lines_.begin(), lines_.end());
        mrz_.checks.reserve(5);
        parse_code_and_states();
        parse_name();
        parse_number_and_optional_data();
        parse_dates(today);
        parse_sex();
        check_rest();
        return std::move(mrz_);
    }

private:
    std::string_view at(const MrzSpan& span) const {
        return lines_[std::size_t(span.line)].substr(std::size_t(span.column), std::size_t(span.size));
    }

    void note(const MrzSpan& span, const char* what) {
        mrz_.problems.push_back("line " + std::to_string(span.line + 1) + ", column " +
                                std::to_string(span.column + 1) + ": " + what);
    }

    void add_check(const char* field, char printed, char computed, bool may_be_filler = false) {
        bool is_ok = printed == computed || (may_be_filler && printed == '<');
        mrz_.checks.push_back({.field = field, .printed = printed, .computed = computed, .is_ok = is_ok});
    }

    void parse_code_and_states() {
        constexpr MrzSpan code{0, 0, 2};
        constexpr MrzSpan state{0, 2, 3};
        mrz_.fields.document_code = mrz_plain_text(at(code));
        mrz_.fields.issuing_state = mrz_plain_text(at(state));
        mrz_.fields.nationality = mrz_plain_text(at(layout_.nationality));
        constexpr std::string_view card_codes = "ACI";
        char first = at(code).front();
        bool is_passport_size = layout_.format == MrzFormat::td3;
        bool is_card = layout_.format == MrzFormat::td1 || layout_.format == MrzFormat::td2;
        if (is_passport_size && first != 'P') note(code, "the document code of a passport starts with P");
        if (is_card && card_codes.find(first) == std::string_view::npos)
            note(code, "the document code of a card starts with A, C or I");
        check_state(state);
        check_state(layout_.nationality);
    }

    // Doc 9303 part 3, 5: letters, then fillers. Which codes exist is not checked: issuers use more than any list has.
    void check_state(const MrzSpan& span) {
        std::string_view printed = at(span);
        auto end = printed.find_last_not_of('<');
        std::string_view used = printed.substr(0, end == std::string_view::npos ? 0 : end + 1);
        if (used.empty()) return note(span, "no state or organisation");
        if (!std::all_of(used.begin(), used.end(), [](char c) { return c >= 'A'; }))
            note(span, "a state or organisation has letters only");
    }

    void parse_name() {
        MrzName name = parse_mrz_name(at(layout_.name));
        if (name.primary.empty() && name.secondary.empty())
            note(layout_.name, "no name");
        else if (!name.is_regular)
            note(layout_.name, "the name is not of letters with single fillers between and one << after the surname");
        mrz_.fields.surname = std::move(name.primary);
        mrz_.fields.given_names = std::move(name.secondary);
        mrz_.fields.is_name_truncated = name.is_truncated;
    }

    void parse_number_and_optional_data() {
        std::string_view number = at(layout_.document_number);
        char printed = at(layout_.document_number_check).front();
        std::string_view optional = at(layout_.optional_data);
        std::string whole(number);
        std::optional<char> other;
        if (layout_.has_long_numbers && printed == '<' && number.back() != '<' && optional.front() != '<') {
            std::string_view rest = optional.substr(0, optional.find('<'));
            optional.remove_prefix(rest.size());
            printed = rest.back();
            rest.remove_suffix(1);
            // The clause does not say whether the filler in the middle counts, and its example fits both readings:
            // Belgian cards of two series have one each.
            other = mrz_check_digit(whole + '<' + std::string(rest));
            whole += rest;
        }
        mrz_.fields.document_number = mrz_plain_text(whole);
        add_check("document_number", printed, printed == other ? printed : *mrz_check_digit(whole));
        mrz_.fields.optional_data = mrz_plain_text(optional);
        if (layout_.optional_data_2) mrz_.fields.optional_data_2 = mrz_plain_text(at(*layout_.optional_data_2));
    }

    void parse_dates(std::chrono::year_month_day today) {
        MrzFields& fields = mrz_.fields;
        fields.birth_date = parse_birth_date(at(layout_.birth_date), today);
        fields.expiry_date = parse_expiry_date(at(layout_.expiry_date), today);
        if (!fields.birth_date.is_readable) note(layout_.birth_date, "the birth date is no date");
        if (!fields.expiry_date.is_readable) note(layout_.expiry_date, "the expiry date is no date");
        add_check("birth_date", at(layout_.birth_date_check).front(), *mrz_check_digit(at(layout_.birth_date)));
        add_check("expiry_date", at(layout_.expiry_date_check).front(), *mrz_check_digit(at(layout_.expiry_date)));
    }

    void parse_sex() {
        char printed = at(layout_.sex).front();
        if (printed == 'M') mrz_.fields.sex = Sex::male;
        if (printed == 'F') mrz_.fields.sex = Sex::female;
        if (printed != 'M' && printed != 'F' && printed != '<') note(layout_.sex, "the sex is none of M, F and <");
    }

    // Part 4, 4.2.2: the check digit of an empty personal number may be 0 or the filler.
    void check_rest() {
        if (layout_.optional_data_check) {
            char printed = at(*layout_.optional_data_check).front();
            bool is_empty = mrz_.fields.optional_data.empty();
            if (printed != '<') mrz_.fields.personal_number = mrz_.fields.optional_data;
            add_check("personal_number", printed, *mrz_check_digit(at(layout_.optional_data)), is_empty);
        }
        if (!layout_.composite_check) return;
        MrzCheckSum sum;
        for (const MrzSpan& span : layout_.composite) sum.add(at(span));
        add_check("composite", at(*layout_.composite_check).front(), sum.digit());
    }

    Lines lines_;
    const MrzLayout& layout_;
    Mrz mrz_{};
};

}  // namespace

Result<Mrz> parse_mrz_lines(Lines lines, MrzLineNumbers numbers, std::chrono::year_month_day today) {
    if (auto format = national_mrz_format(lines, numbers)) return parse_national_mrz(*format, lines, today);
    auto format = format_of(lines, numbers);
    if (!format) return format.error();
    return Parser(lines, mrz_layout(*format)).run(today);
}

}  // namespace limner
