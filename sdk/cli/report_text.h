#pragma once

#include <limner/check/report.h>

#include "cli/console.h"

#include <string>
#include <vector>

namespace limner::cli {

/// A report for people: its verdict, then a line a finding with measure, limits
/// and advice.
void print_report(const Console& console, const std::string& title, const Report& report);

/// A report in words for people who see the picture: its verdict, then what to do for each requirement that fails or
/// that somebody has to look at, mandatory ones first.
std::vector<std::string> caption_of(const Console& console, const Report& report);

}  // namespace limner::cli
