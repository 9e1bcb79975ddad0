#pragma once

#include "check/portrait_aligned.h"

namespace limner::portrait {

/// How well details of a face are kept. Every share is 0..1.
struct FaceFocus {
    double sharpness = 0;    ///< Share of the detail that a further blur would take away: 1 is sharp.
    double motion_blur = 0;  ///< How much less detail there is along one direction than across it.
    double noise = 0;        ///< Standard deviation that sensor or compression adds to flat skin, gray levels.
};

FaceFocus measure_focus(const AlignedFace& face);

/// How much stronger steps are on the 8 x 8 grid of a JPEG file than between: 0 is none. Nothing for a picture that is
/// smaller than some blocks. `part`: where to look.
std::optional<double> blockiness(const cv::Mat& rgb, const cv::Rect& part);

}  // namespace limner::portrait
