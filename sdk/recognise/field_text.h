#pragma once

#include "recognise/document_layout.h"

#include <optional>
#include <string>
#include <string_view>

namespace limner {

/// A field's text in the form that its kind has.
struct FieldValue {
    std::string value{};   ///< Empty: cannot be read as the kind.
    double certainty = 1;  ///< How far the text had to be bent, 1: not at all.
};

/// "12-08-1974", "12/08/1974", "12.08.1974", "12 08 1974", "12 AUG 1974", "12 AGUSTUS 1974", "1974-08-12" as
/// "YYYY-MM-DD"; letters that look like digits count as them; a month may be there in two languages, "12 AUG/AOUT
/// 1974". Nothing where it is no day of the calendar. A year of two digits is the last such year up to `latest_year`,
/// and no date without one.
std::optional<std::string> date_from_print(std::string_view text, std::optional<int> latest_year = {});

/// Puts a line that was read into the form of the field's kind; of place_and_date the place. `latest_year` as above.
FieldValue value_of(const LayoutField& field, std::string_view raw, std::optional<int> latest_year = {});

/// Of place_and_date the date.
FieldValue date_value_of(std::string_view raw);

/// Insertions, deletions and replacements that make one text of the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace limner
