#pragma once

#include <limner/recognise/cross_check.h>

#include "cli/console.h"

#include <filesystem>
#include <vector>

namespace limner::cli {

/// What the accepted pages of a visit's folder say, sealed or not, named after their steps. Errors: as reading its
/// document.
Result<std::vector<PersonClaim>> claims_in(const std::filesystem::path& visit);

/// A line for each field, those that differ in colour.
void print_agreements(const Console& console, const std::vector<FieldAgreement>& agreements);

}  // namespace limner::cli
