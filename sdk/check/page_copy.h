#pragma once

#include "check/page_print.h"

#include <optional>

namespace limner {

/// The share of the page that shows shades of gray where nothing on it is coloured, 0..1: a copier's picture of a
/// coloured document. 0 where there is colour, and for print in black alone. Nothing for a picture in gray, which says
/// nothing of the page's colours.
std::optional<double> uncoloured_shades(const PageView& view, const PagePrint& print);

/// By how many dB two equal waves at right angles, a screen's grid of pixels or a print's raster of dots, stand above
/// what is around them in the spectrum; in the upper quarter of squares all over
/// the page, at the picture's own resolution.
/// Nothing for a page of few pixels.
std::optional<double> raster_strength(const PageView& view, const PagePrint& print);

}  // namespace limner
