#include "recognise/mrz_places.h"

#include <array>
#include <string_view>

namespace limner {
namespace {

void set(std::vector<std::vector<MrzPlace>>& places, const MrzSpan& span, MrzPlace place) {
    for (int i = 0; i < span.size; ++i) places[std::size_t(span.line)][std::size_t(span.column + i)] = place;
}

std::string_view text_at(const std::vector<std::string>& lines, const MrzSpan& span) {
    return std::string_view(lines[std::size_t(span.line)]).substr(std::size_t(span.column), std::size_t(span.size));
}

std::string covered_text(const MrzCheckSpans& check, const std::vector<std::string>& lines) {
    std::string covered;
    for (const MrzSpan& span : check.covered) covered += text_at(lines, span);
    return covered;
}

}  // namespace

std::vector<std::vector<MrzPlace>> mrz_places(const MrzLayout& layout) {
    std::vector<std::vector<MrzPlace>> places(std::size_t(layout.line_count),
                                              std::vector<MrzPlace>(std::size_t(layout.line_length), MrzPlace::any));
    set(places, {0, 0, 2}, MrzPlace::letter);
    set(places, {0, 2, 3}, MrzPlace::letter);
    set(places, layout.name, MrzPlace::letter);
    set(places, layout.nationality, MrzPlace::letter);
    set(places, layout.sex, MrzPlace::letter);
    for (const MrzSpan& span : {layout.birth_date, layout.birth_date_check, layout.expiry_date,
                                layout.expiry_date_check, layout.document_number_check})
        set(places, span, MrzPlace::digit);
    if (layout.optional_data_check) set(places, *layout.optional_data_check, MrzPlace::digit);
    if (layout.composite_check) set(places, *layout.composite_check, MrzPlace::digit);
    return places;
}

bool fits(char c, MrzPlace place) noexcept {
    bool is_letter = c >= 'A' && c <= 'Z';
    bool is_digit = c >= '0' && c <= '9';
    return c == '<' || place == MrzPlace::any || (place == MrzPlace::letter ? is_letter : is_digit);
}

std::string mrz_twins(char c) {
    constexpr std::array<std::string_view, 8> twins{"0ODQ", "1IL", "2Z", "4A", "5S", "6G", "7T", "8B"};
    for (std::string_view group : twins) {
        if (group.front() == c) return std::string(group.substr(1));
        if (group.find(c) != std::string_view::npos) return std::string(1, group.front());
    }
    return {};
}

std::vector<MrzCheckSpans> mrz_check_spans(const MrzLayout& layout) {
    std::vector<MrzCheckSpans> checks{{{layout.document_number}, layout.document_number_check},
                                      {{layout.birth_date}, layout.birth_date_check},
                                      {{layout.expiry_date}, layout.expiry_date_check}};
    if (layout.optional_data_check) checks.push_back({{layout.optional_data}, *layout.optional_data_check});
    if (layout.composite_check) {
        MrzCheckSpans composite{.covered = {}, .digit = *layout.composite_check};
        for (const MrzSpan& span : layout.composite)
            if (span.size > 0) composite.covered.push_back(span);
        checks.push_back(std::move(composite));
    }
    return checks;
}

bool agrees(const MrzCheckSpans& check, const std::vector<std::string>& lines) {
    std::string covered = covered_text(check, lines);
    char printed = text_at(lines, check.digit).front();
    return printed == mrz_check_digit(covered) || (printed == '<' && is_empty(check, lines));
}

bool is_empty(const MrzCheckSpans& check, const std::vector<std::string>& lines) {
    return covered_text(check, lines).find_first_not_of('<') == std::string::npos;
}

}  // namespace limner
