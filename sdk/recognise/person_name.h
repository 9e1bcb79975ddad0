#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// A name's words in capitals A to Z, transliterated, and which of them are titles.
struct PersonName {
    std::vector<std::string> words{};  ///< Without titles.
    std::vector<std::string> titles{};

    /// Nothing where a letter has no transliteration, and for texts over 400 bytes or without any letter.
    static std::optional<PersonName> of(std::string_view text);
};

/// What old and new spelling, and the common ways to write Arabic names in Latin letters, have in common.
std::string folded_spelling(std::string_view word);

/// Whether two words are spellings of one: their folds agree, or both are forms of a name that has many (Muhammad).
bool is_spelling_variant(std::string_view a, std::string_view b);

}  // namespace limner
