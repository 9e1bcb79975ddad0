#pragma once

#include "recognise/mrz_parse.h"

namespace limner {

/// The national format that the lines have the shape of (lengths, code and state), where every character may stand in
/// an MRZ.
std::optional<MrzFormat> national_mrz_format(std::span<const std::string_view> lines, MrzLineNumbers numbers);

/// Parses lines of the shape of fra_id, fra_dl or che_dl.
Mrz parse_national_mrz(MrzFormat format, std::span<const std::string_view> lines, std::chrono::year_month_day today);

}  // namespace limner
