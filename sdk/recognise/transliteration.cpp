#include <limner/recognise/transliteration.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <vector>

namespace limner {
namespace {

struct Letter {
    char32_t point;
    std::string_view variants;  // parted by '/'
};

constexpr Letter letters[] = {
#include "recognise/transliteration_table.inc"
};

struct Decoded {
    char32_t point = 0;
    std::size_t size = 0;
};

std::optional<Decoded> decode(std::string_view text) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) return Decoded{byte(0), 1};
    std::size_t size = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
    if (byte(0) < 0xC2 || byte(0) > 0xF4 || size > text.size()) return std::nullopt;
    char32_t point = byte(0) & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
        point = point << 6 | (byte(i) & 0x3F);
    }
    return Decoded{point, size};
}

void append(char32_t point, std::string& text) {
    text += static_cast<char>(0xC0 | point >> 6);
    text += static_cast<char>(0x80 | (point & 0x3F));
}

// The capital of a letter of the tables' alphabets.
char32_t capital(char32_t c) {
    auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    if (c == 0xDF) return 0x1E9E;
    if (c == 0xFF) return 0x178;
    if (c == 0x131 || c == 0x130) return c;
    if (within('a', 'z') || (within(0xE0, 0xFE) && c != 0xF7) || within(0x430, 0x44F)) return c - 0x20;
    if (within(0x450, 0x45F)) return c - 0x50;
    bool is_even_small = within(0x139, 0x148) || within(0x179, 0x17E);
    if (is_even_small) return c % 2 == 0 ? c - 1 : c;
    bool has_pairs = within(0x100, 0x177) || within(0x218, 0x21B) || within(0x460, 0x481) || within(0x490, 0x4BF);
    return has_pairs && c % 2 == 1 ? c - 1 : c;
}

bool is_dropped(char32_t c) {
    constexpr std::array<char32_t, 7> marks{'\'', '.', '`', 0xB4, 0x2018, 0x2019, 0x2BC};
    bool is_combining = c >= 0x300 && c <= 0x36F;
    bool is_arabic_sign = (c >= 0x64B && c <= 0x652) || c == 0x640 || c == 0x670;
    return is_combining || is_arabic_sign || std::find(marks.begin(), marks.end(), c) != marks.end();
}

bool is_gap(char32_t c) { return c == ' ' || c == '-' || c == 0xA0 || c == 0x2010 || c == 0x2011; }

const Letter* find_letter(char32_t point) {
    const Letter* found = std::lower_bound(std::begin(letters), std::end(letters), point,
                                           [](const Letter& letter, char32_t c) { return letter.point < c; });
    return found != std::end(letters) && found->point == point ? found : nullptr;
}

// What each character of a name may be printed as; a gap is "<".
struct Parts {
    std::vector<std::string> variants{};
    std::optional<Error> error{};
};

// A shadda says that the letter before it is a double one. Many print it once all the same.
std::string doubled(std::string_view variants) {
    std::string twice;
    for (std::size_t from = 0; from <= variants.size();) {
        const auto end = std::min(variants.find('/', from), variants.size());
        const std::string_view once = variants.substr(from, end - from);
        twice.append(once).append(once) += '/';
        from = end + 1;
    }
    return twice.append(variants);
}

Error no_letter(char32_t point, std::size_t place) {
    char shown[16];
    std::snprintf(shown, sizeof shown, "U+%04X", static_cast<unsigned>(point));
    return {ErrorCode::invalid_argument,
            "character " + std::to_string(place) + ": " + shown + " has no transliteration in Doc 9303"};
}

Parts parts_of(std::string_view name) {
    Parts parts;
    for (std::size_t place = 1; !name.empty(); ++place) {
        auto decoded = decode(name);
        if (!decoded) {
            parts.error = Error{ErrorCode::invalid_argument, "character " + std::to_string(place) + " is no UTF-8"};
            return parts;
        }
        name.remove_prefix(decoded->size);
        char32_t point = capital(decoded->point);
        constexpr char32_t shadda = 0x651;
        if (point == shadda && !parts.variants.empty() && parts.variants.back() != "<") {
            parts.variants.back() = doubled(parts.variants.back());
            continue;
        }
        bool is_gap_before = parts.variants.empty() || parts.variants.back() == "<";
        if (is_dropped(point) || (is_gap(point) && is_gap_before)) continue;
        if (is_gap(point))
            parts.variants.emplace_back("<");
        else if (point >= 'A' && point <= 'Z')
            parts.variants.emplace_back(1, static_cast<char>(point));
        else if (const Letter* letter = find_letter(point))
            parts.variants.emplace_back(letter->variants);
        else {
            parts.error = no_letter(point, place);
            return parts;
        }
    }
    if (!parts.variants.empty() && parts.variants.back() == "<") parts.variants.pop_back();
    return parts;
}

// Calls `with` for each of the variants.
template <typename With>
void each_variant(std::string_view variants, With with) {
    for (;;) {
        auto end = variants.find('/');
        with(variants.substr(0, end));
        if (end == std::string_view::npos) return;
        variants.remove_prefix(end + 1);
    }
}

}  // namespace

Result<std::string> transliterate(std::string_view name) {
    Parts parts = parts_of(name);
    if (parts.error) return *parts.error;
    std::string printed;
    for (const std::string& variants : parts.variants) printed += variants.substr(0, variants.find('/'));
    return printed;
}

bool is_transliteration(std::string_view name, std::string_view printed, bool is_truncated) {
    constexpr std::size_t longest = 400;
    if (name.size() > longest || printed.size() > longest) return false;
    printed = printed.substr(0, printed.find_last_not_of('<') + 1);
    Parts parts = parts_of(name);
    if (parts.error || parts.variants.empty()) return false;
    std::vector<bool> reached(printed.size() + 1, false);
    reached[0] = true;
    for (const std::string& variants : parts.variants) {
        std::vector<bool> next(reached.size(), false);
        for (std::size_t at = 0; at < reached.size(); ++at) {
            if (!reached[at]) continue;
            if (is_truncated && at == printed.size() && at > 0) return true;
            each_variant(variants, [&](std::string_view variant) {
                std::string_view rest = printed.substr(at);
                if (rest.starts_with(variant)) next[at + variant.size()] = true;
                if (is_truncated && !rest.empty() && variant.starts_with(rest)) next[printed.size()] = true;
            });
        }
        reached = std::move(next);
    }
    return reached.back();
}

Result<std::string> arabic_of(std::string_view printed) {
    constexpr char32_t first_arabic = 0x600;
    std::string text;
    for (std::size_t at = 0; at < printed.size();) {
        if (printed[at] == '<') {
            if (!text.empty() && text.back() != ' ') text += ' ';
            ++at;
            continue;
        }
        char32_t best = 0;
        std::size_t longest = 0;
        for (const Letter& letter : letters) {
            if (letter.point < first_arabic || letter.point > 0x6FF) continue;
            each_variant(letter.variants, [&](std::string_view variant) {
                if (variant.size() <= longest || !printed.substr(at).starts_with(variant)) return;
                longest = variant.size();
                best = letter.point;
            });
        }
        if (longest == 0)
            return Error{ErrorCode::invalid_argument,
                         "character " + std::to_string(at + 1) + " starts no Arabic letter"};
        append(best, text);
        at += longest;
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

}  // namespace limner
