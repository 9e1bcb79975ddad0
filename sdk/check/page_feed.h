#pragma once

#include "check/page_print.h"

#include <optional>

namespace limner {

/// The most by which the directions of print differ between the thirds of a scan, upper, middle and lower, in degrees:
/// two sheets that a feeder took at once seldom lie alike. Nothing where fewer than two thirds have lines of print.
std::optional<double> spread_of_skews(const PagePrint& print, double around_degrees);

/// The page's length by its width: two sheets of which one lags are longer than any format. Of the outline where there
/// is one, otherwise of the picture.
double length_by_width(const PageView& view, const std::optional<Quad>& quad);

}  // namespace limner
