#pragma once

#include <string>
#include <string_view>

namespace limner {

/// Fillers to spaces, none at the ends.
std::string mrz_plain_text(std::string_view printed);

/// Doc 9303 part 3, 4.6: identifiers stand apart by two fillers, the components of one identifier by one.
struct MrzName {
    std::string primary{};
    std::string secondary{};
    bool is_truncated = false;  ///< The last column holds a letter.
    bool is_regular = true;     ///< No filler in front, no third identifier, nothing but letters and fillers.
};

MrzName parse_mrz_name(std::string_view field);

}  // namespace limner
