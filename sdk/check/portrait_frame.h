#pragma once

#include "check/portrait_aligned.h"

namespace limner::portrait {

/// How dark the line is that runs through the openings of both eyes and on to either side of them, over what lies above
/// and below it, 0..0.25: a rim of glasses that crosses the eyes. Lashes and irises end with the eye. Nothing where the
/// landmarks are no mesh or an eye lies at the picture's edge.
std::optional<double> line_across_eyes(const AlignedFace& face);

}  // namespace limner::portrait
