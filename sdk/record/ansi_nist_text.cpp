#include "record/ansi_nist_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace limner {
namespace {

constexpr int character_encoding = 15, image_field = 999;
constexpr std::string_view utf8_index = "003", ascii_index = "000";

std::uint8_t byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<std::uint8_t>(c) < 0x80; });
}

// Shortest forms only, no surrogates.
bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::uint8_t first = byte_at(text, at);
        const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length == 0 || first > 0xF4 || length > text.size() - at) return false;
        for (std::size_t i = 1; i < length; ++i)
            if ((byte_at(text, at + i) & 0xC0) != 0x80) return false;
        const std::uint8_t second = length > 1 ? byte_at(text, at + 1) : 0;
        if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) || (first == 0xF0 && second < 0x90) ||
            (first == 0xF4 && second >= 0x90))
            return false;
        at += length;
    }
    return true;
}

}  // namespace

std::string problem_of_text(const AnsiNistFile& file) {
    const AnsiNistField* declared = file.records.empty() ? nullptr : file.records.front().find(character_encoding);
    const bool says_utf8 = declared && declared->value.starts_with(utf8_index);
    if (declared && !says_utf8 && !declared->value.starts_with(ascii_index)) return {};
    for (const AnsiNistRecord& record : file.records)
        for (const AnsiNistField& field : record.fields) {
            if (field.number() == image_field) continue;
            if (says_utf8 && !is_utf8(field.value)) return fmt::format("field {} is no UTF-8", field.label);
            if (!says_utf8 && !is_ascii(field.value))
                return fmt::format("field {} has bytes above 127, and 1.015 does not say what they are", field.label);
        }
    return {};
}

}  // namespace limner
