#pragma once

#include <limner/check/report.h>

#include "cli/console.h"

#include <string>

namespace limner::cli {

/// A report for people: its verdict, then a line a finding with measure, limits
/// and advice.
void print_report(const Console& console, const std::string& title, const Report& report);

}  // namespace limner::cli
