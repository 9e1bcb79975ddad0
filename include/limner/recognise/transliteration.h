#pragma once

#include <limner/base/result.h>

#include <string>
#include <string_view>

namespace limner {

/// What an MRZ prints for a name in UTF-8 (Latin, Cyrillic or Arabic letters, either case, composed or with combining
/// marks): Doc 9303 part 3, section 6, the recommended variant of each letter. Spaces and hyphens become one filler,
/// apostrophes, full stops and Arabic vowel signs nothing; a shadda doubles the letter before it. Errors
/// (invalid_argument) name what has no transliteration: the character and its place, or the byte that is no UTF-8.
Result<std::string> transliterate(std::string_view name);

/// Whether some choice of the variants that Doc 9303 allows for the letters of `name` gives `printed`, fillers at its
/// end apart. With `is_truncated` it is enough that `printed` is the beginning. False for what cannot be
/// transliterated. Time is proportional to the product of the lengths; names over 400 bytes never match.
bool is_transliteration(std::string_view name, std::string_view printed, bool is_truncated = false);

/// The Arabic letters that a name in an MRZ stands for: section 6, table C, read backwards. Words are parted by spaces.
/// Only Arabic has codes that can be read backwards: Latin and Cyrillic letters share theirs. Errors (invalid_argument)
/// name the first character that starts no code.
Result<std::string> arabic_of(std::string_view printed);

}  // namespace limner
