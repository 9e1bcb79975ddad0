#pragma once

#include <string_view>

namespace limner {

/// Whether an MRZ may name this state or organisation, three characters with fillers: ISO 3166-1's letters, and what
/// Doc 9303-3 (section 5) and issuers use beside them. Retired codes stay known.
bool is_known_mrz_state(std::string_view code) noexcept;

}  // namespace limner
