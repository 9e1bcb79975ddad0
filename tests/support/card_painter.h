#pragma once

#include <limner/frame/image.h>

#include "recognise/document_layout.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace limner::test {

/// How an invented document is printed.
struct CardSpec {
    std::map<std::string, std::string> print{};  ///< By field's name (member_nik_2 of rows), as printed.
    double ppi = 400;
    double jitter_mm = 0.3;  ///< Of the whole print, and half of it of each row.
    double wear_0_1 = 0;     ///< Ink that is missing, specks, and a laminate's sheen.
    std::uint64_t seed = 1;
};

/// A document of a layout with invented entries, rgb8. Nothing where the fonts (fonts-dejavu-core and -extra,
/// fonts-ocr-a) are not installed. Nobody's document: guilloches, a grey patch for a portrait, and text.
std::optional<Image> paint_card(const DocumentLayout& layout, const CardSpec& spec);

/// Invented entries of an e-KTP, consistent with each other: print by field's name.
std::map<std::string, std::string> invented_ktp(std::uint64_t seed);

/// What a reader should make of them, by field's name.
std::map<std::string, std::string> values_of_ktp(const std::map<std::string, std::string>& print);

/// Invented entries of a KK with three to six members, and of a birth certificate: print by field's name.
std::map<std::string, std::string> invented_kk(std::uint64_t seed);
std::map<std::string, std::string> invented_birth_certificate(std::uint64_t seed);

/// What a reader should make of a certificate's print.
std::map<std::string, std::string> values_of_certificate(const std::map<std::string, std::string>& print);

/// The built-in layout; fails the test run where it is not there.
const DocumentLayout& layout_named(const std::string& name);

}  // namespace limner::test
