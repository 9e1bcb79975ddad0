#pragma once

#include "check/page_print.h"

#include <optional>

namespace limner {

/// The share of the page that a reflection burns out, 0..1: saturated areas with a soft rim and no print in them, on
/// paper that is itself clearly darker. Paper near the top of the scale hides reflections; they are not counted then,
/// nor are those at the picture's border where no ground is known, which may be the ground.
double glare_share(const PageView& view, const PagePrint& print, const std::optional<Quad>& quad);

/// How many of the picture's four sides cut the page off: print runs over the side, or the page's outline is cut by it
/// at an angle that is not the page's own.
int sides_cut_off(const PageView& view, const PagePrint& print, const std::optional<Quad>& quad);

}  // namespace limner
