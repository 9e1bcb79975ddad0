#include "recognise/field_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace limner {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) { return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z'); }

std::string capitals(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    return result;
}

// The colon before the value, specks and rules at the ends.
std::string_view trimmed(std::string_view text) {
    constexpr std::string_view dirt = " :;.,'`|_~=\"";
    const std::size_t first = text.find_first_not_of(dirt);
    if (first == std::string_view::npos) return {};
    // A full stop at the end belongs to an abbreviation.
    const std::size_t last = text.find_last_not_of(" :;,'`|_~=\"");
    return text.substr(first, last - first + 1);
}

std::optional<char> as_digit(char letter) {
    if (is_digit(letter)) return letter;
    constexpr std::string_view letters = "OoQDIl|ZzSsBGbgqAT", digits = "000011122558669947";
    static_assert(letters.size() == digits.size());
    const std::size_t at = letters.find(letter);
    return at == std::string_view::npos ? std::nullopt : std::optional(digits[at]);
}

char as_letter(char letter) {
    constexpr std::string_view digits = "01568", letters = "OISGB";
    const std::size_t at = digits.find(letter);
    return at == std::string_view::npos ? letter : letters[at];
}

// English, Indonesian, French, Spanish, German, as far as three letters differ.
int month_named(std::string_view name) {
    struct Month {
        std::string_view start;
        int number;
    };
    constexpr Month months[] = {
        {"JAN", 1},  {"ENE", 1},  {"FEB", 2},  {"FEV", 2},  {"PEB", 2},  {"MAR", 3},  {"MRZ", 3},  {"APR", 4},
        {"AVR", 4},  {"ABR", 4},  {"MAY", 5},  {"MEI", 5},  {"MAI", 5},  {"JUN", 6},  {"JUIN", 6}, {"JUL", 7},
        {"JUIL", 7}, {"AUG", 8},  {"AGU", 8},  {"AGT", 8},  {"AGO", 8},  {"AOU", 8},  {"SEP", 9},  {"OKT", 10},
        {"OCT", 10}, {"NOV", 11}, {"NOP", 11}, {"DES", 12}, {"DEC", 12}, {"DEZ", 12}, {"DIC", 12}, {"DIS", 12}};
    for (const Month& month : months)
        if (name.starts_with(month.start)) return month.number;
    return 0;
}

// Parted at everything that is neither a letter nor a digit.
std::vector<std::string> parts_of(std::string_view text) {
    std::vector<std::string> parts;
    bool is_new = true;
    for (char letter : text) {
        const bool is_part = is_digit(letter) || is_letter(letter);
        if (is_part && is_new) parts.emplace_back();
        if (is_part) parts.back() += letter;
        is_new = !is_part;
    }
    return parts;
}

std::optional<int> number_of(const std::string& part) {
    int number = 0;
    for (char letter : part) {
        const auto digit = as_digit(letter);
        if (!digit) return std::nullopt;
        number = number * 10 + (*digit - '0');
    }
    return number;
}

std::optional<int> year_of(const std::string& part, std::optional<int> latest) {
    constexpr int century = 100;
    const auto year = number_of(part);
    if (!year || part.size() == 4) return year;
    if (part.size() != 2 || !latest) return std::nullopt;
    const int same_century = *latest / century * century + *year;
    return same_century <= *latest ? same_century : same_century - century;
}

std::optional<std::string> date_of(const std::string& day, const std::string& month, const std::string& year,
                                   std::optional<int> latest) {
    if (day.empty() || day.size() > 2) return std::nullopt;
    const auto d = number_of(day), y = year_of(year, latest);
    int m = month_named(capitals(month));
    if (m == 0 && month.size() <= 2) m = number_of(month).value_or(0);
    if (!d || !y || m == 0) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*y), std::chrono::month(static_cast<unsigned>(m)),
                                           std::chrono::day(static_cast<unsigned>(*d))};
    constexpr int first_year = 1850, last_year = 2150;
    if (!date.ok() || *y < first_year || *y > last_year) return std::nullopt;
    return fmt::format("{:04}-{:02}-{:02}", *y, m, *d);
}

std::string digits_in(std::string_view text) {
    std::string digits;
    for (char letter : text)
        if (const auto digit = as_digit(letter)) digits += *digit;
    return digits;
}

FieldValue digits_value(const LayoutField& field, std::string_view raw) {
    const std::string digits = digits_in(raw);
    if (digits.empty() || (field.length > 0 && digits.size() != static_cast<std::size_t>(field.length))) return {};
    const auto bent = std::ranges::count_if(raw, is_letter);
    return {digits, 1 - 0.2 * std::min(4.0, double(bent))};
}

// A number of letters and digits: what stands between them does not count.
FieldValue code_value(std::string_view raw) {
    constexpr std::size_t least_characters = 5;
    std::string code;
    for (char letter : capitals(raw)) {
        if (letter == '$') letter = 'S';  // no number has a dollar sign
        if (is_digit(letter) || is_letter(letter)) code += letter;
    }
    if (code.size() < least_characters || 2 * std::ranges::count_if(code, is_digit) < std::ssize(code)) return {};
    return {code, raw.find('$') == std::string_view::npos ? 1 : 0.8};
}

const std::string& reported(const LayoutField& field, std::size_t choice) {
    return field.values.empty() ? field.choices[choice] : field.values[choice];
}

FieldValue choice_value(const LayoutField& field, std::string_view raw) {
    std::string text = capitals(trimmed(raw));
    const bool has_digits = std::ranges::any_of(
        field.choices, [](const std::string& choice) { return std::ranges::any_of(choice, is_digit); });
    if (!has_digits) std::ranges::transform(text, text.begin(), as_letter);
    std::size_t best = 0, least = std::string::npos, second = std::string::npos;
    for (std::size_t i = 0; i < field.choices.size(); ++i) {
        const std::size_t off = edit_distance(text, field.choices[i]);
        const bool is_another = reported(field, i) != reported(field, best);
        if (off < least) {
            if (is_another) second = least;
            least = off;
            best = i;
        } else if (is_another) {
            second = std::min(second, off);
        }
    }
    // At most a quarter of the letters, of short words one, and nearer to it than to any that means something else.
    const std::string& choice = field.choices[best];
    const std::size_t most = std::max<std::size_t>(choice.size() >= 3 ? 1 : 0, choice.size() / 4);
    if (text.empty()) return {};
    if (least > most || least == second) return field.is_open ? FieldValue{text, 1} : FieldValue{};
    const double certainty = 1 - double(least) / double(choice.size());
    return {reported(field, best), certainty};
}

// Names have no digits: one that looks like a letter stands for it.
FieldValue name_value(std::string_view raw) {
    std::string name(raw);
    std::ranges::transform(name, name.begin(), as_letter);
    const auto bent = std::ranges::count_if(raw, is_digit);
    return {name, 1 - 0.2 * std::min(4.0, double(bent))};
}

// A date, or one of the words that may stand in its place.
FieldValue date_value(const LayoutField& field, std::string_view raw, std::optional<int> latest_year) {
    if (auto date = date_from_print(trimmed(raw), latest_year)) return {*date};
    return field.choices.empty() ? FieldValue{} : choice_value(field, raw);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t before = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = before + (a[i] == b[j] ? 0 : 1);
            before = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::optional<std::string> date_from_print(std::string_view text, std::optional<int> latest_year) {
    const auto parts = parts_of(text);
    for (std::size_t i = 0; i + 3 <= parts.size(); ++i)
        if (auto date = date_of(parts[i], parts[i + 1], parts[i + 2], latest_year)) return date;
    for (std::size_t i = 0; i + 3 <= parts.size(); ++i)
        if (parts[i].size() == 4)
            if (auto date = date_of(parts[i + 2], parts[i + 1], parts[i], {})) return date;
    // The month in two languages, of which one is known.
    for (std::size_t i = 0; i + 4 <= parts.size(); ++i)
        for (std::size_t month : {i + 1, i + 2})
            if (month_named(capitals(parts[month])) != 0)
                if (auto date = date_of(parts[i], parts[month], parts[i + 3], latest_year)) return date;
    // The separators were lost.
    for (const std::string& part : parts)
        if (part.size() == 8)
            if (auto date = date_of(part.substr(0, 2), part.substr(2, 2), part.substr(4), {})) return date;
    return std::nullopt;
}

FieldValue value_of(const LayoutField& field, std::string_view raw, std::optional<int> latest_year) {
    const std::string_view text = trimmed(raw);
    switch (field.kind) {
        case FieldKind::digits: return digits_value(field, text);
        case FieldKind::choice: return choice_value(field, raw);
        case FieldKind::date: return date_value(field, raw, latest_year);
        case FieldKind::code: return code_value(text);
        case FieldKind::place_and_date: {
            const std::size_t digit = text.find_first_of("0123456789");
            const std::size_t end = std::min(text.rfind(',', digit), digit);
            return {std::string(trimmed(text.substr(0, end)))};
        }
        case FieldKind::name: return name_value(text);
        case FieldKind::text: break;
    }
    return {std::string(text)};
}

FieldValue date_value_of(std::string_view raw) {
    const std::size_t comma = raw.find(',');
    if (comma != std::string_view::npos)
        if (auto date = date_from_print(raw.substr(comma + 1))) return {*date};
    return {date_from_print(raw).value_or("")};
}

}  // namespace limner
