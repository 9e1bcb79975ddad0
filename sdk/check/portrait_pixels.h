#pragma once

#include "check/face_shape.h"

namespace limner::portrait {

/// Share of the rows or columns of a part, whichever is less, across which nearly nothing changes beside others across
/// which much does: a picture enlarged by repeating its pixels. Nothing where the part is too small.
std::optional<double> pixelation(const cv::Mat& rgb, const cv::Rect& part);

/// The strongest regular pattern on a face in the picture's own pixels, over what is around it in the spectrum: the
/// grid of a screen or a print's raster. Patterns of JPEG's blocks do not count. Nothing where the picture is too
/// small.
std::optional<double> regular_pattern(const cv::Mat& rgb, const FaceShape& face);

}  // namespace limner::portrait
