#include "recognise/mrz_name.h"

#include <algorithm>

namespace limner {
namespace {

// Words one space apart, however many fillers part them.
std::string words(std::string_view printed) {
    std::string text;
    for (char c : printed) {
        if (c != '<')
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
    if (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

}  // namespace

std::string mrz_plain_text(std::string_view printed) {
    auto first = printed.find_first_not_of('<');
    if (first == std::string_view::npos) return {};
    std::string text(printed.substr(first, printed.find_last_not_of('<') - first + 1));
    std::replace(text.begin(), text.end(), '<', ' ');
    return text;
}

MrzName parse_mrz_name(std::string_view field) {
    MrzName name;
    if (field.empty()) return name;
    name.is_truncated = field.back() != '<';
    auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    auto end = field.find_last_not_of('<');
    if (end == std::string_view::npos) return name;
    std::string_view used = field.substr(0, end + 1);
    auto gap = used.find("<<");
    name.primary = words(used.substr(0, gap));
    if (gap != std::string_view::npos) name.secondary = words(used.substr(gap + 2));
    bool has_third = gap != std::string_view::npos && used.find("<<", gap + 2) != std::string_view::npos;
    name.is_regular = used.front() != '<' && !has_third && std::none_of(used.begin(), used.end(), is_digit);
    return name;
}

}  // namespace limner
