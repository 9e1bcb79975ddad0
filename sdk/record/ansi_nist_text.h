#pragma once

#include <limner/record/ansi_nist_file.h>

#include <string>

namespace limner {

/// What is wrong with the characters of a file's text fields by its field 1.015: bytes above 127 without one, or no
/// UTF-8 where it says so. Empty where nothing is; other encodings are not looked at.
std::string problem_of_text(const AnsiNistFile& file);

}  // namespace limner
