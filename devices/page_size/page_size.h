#pragma once

#include <limner/driver/driver.h>

#include <optional>
#include <string>

/// The scan area as one option, page_size: a named size, "full", or "WIDTHxHEIGHT" in millimetres, from the glass's
/// origin. Pure.
namespace limner::driver {

struct SizeMm {
    double width = 0;
    double height = 0;
    bool operator==(const SizeMm&) const = default;
};

/// The option for a glass of `maximum` with `present` chosen. Its choices are what fits: full, A4, Letter, A5, A6, and
/// ISO/IEC 7810's ID-1 (card), ID-2 and ID-3 (passport page); and the present size where it has no name.
Option page_size_option(SizeMm maximum, SizeMm present);

/// invalid_argument: not a size, or larger than the glass by more than a millimetre.
Result<SizeMm> page_size_from(const Value& value, SizeMm maximum);

}  // namespace limner::driver
