#pragma once

#include <limner/recognise/mrz.h>

#include <chrono>
#include <string_view>

namespace limner {

/// Reads the six characters of a birth date: the latest year of its century digits that is not after `today`.
MrzDate parse_birth_date(std::string_view printed, std::chrono::year_month_day today);

/// Reads the six characters of an expiry date: the year nearest to `today`, the later of two that are as near.
MrzDate parse_expiry_date(std::string_view printed, std::chrono::year_month_day today);

}  // namespace limner
