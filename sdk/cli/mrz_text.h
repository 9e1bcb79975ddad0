#pragma once

#include <limner/recognise/mrz.h>

#include "cli/console.h"

namespace limner::cli {

/// An MRZ for people: its lines as printed, its fields, its check digits and what is wrong with it.
void print_mrz(const Console& console, const Mrz& mrz);

}  // namespace limner::cli
