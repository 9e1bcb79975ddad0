#pragma once

#include <limner/recognise/cross_check.h>

#include "cli/console.h"

#include <filesystem>
#include <vector>

namespace limner::cli {

/// What the accepted pages of a sealed record say, named after their steps. Errors: as reading record.json.
Result<std::vector<PersonClaim>> claims_in(const std::filesystem::path& record);

/// A line for each field, those that differ in colour.
void print_agreements(const Console& console, const std::vector<FieldAgreement>& agreements);

}  // namespace limner::cli
