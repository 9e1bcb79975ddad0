#pragma once

#include "check/face_analysis.h"
#include "check/judge.h"
#include "check/portrait_cover.h"
#include "check/portrait_focus.h"
#include "check/portrait_frame.h"
#include "check/portrait_gaze.h"
#include "check/portrait_lenses.h"
#include "check/portrait_light.h"
#include "check/portrait_mouth.h"
#include "check/portrait_pixels.h"
#include "check/portrait_skin.h"

#include <map>
#include <string_view>

namespace limner::portrait {

/// By requirement name; what is absent could not be assessed.
using Measures = std::map<std::string_view, Measure>;

/// All that was seen in one picture.
struct PortraitView {
    FaceAnalysis analysis{};
    std::optional<FaceLight> light{};
    std::optional<FaceSkin> skin{};
    std::optional<EyeSurroundings> eyes{};
    std::optional<FaceFocus> focus{};
    std::optional<FaceCover> cover{};
    std::optional<FaceMouth> mouth{};
    std::optional<Gaze> gaze{};
    std::optional<double> line_across_eyes{};
    std::optional<double> blockiness{};
    std::optional<double> pixelation{};
    std::optional<double> pattern{};
    std::optional<double> white_clothing{};
    cv::Size picture{};             ///< The analysed picture's size.
    double original_per_pixel = 1;  ///< Pixels of the original picture on one of it, for measures in pixels.
};

/// With no face only `single_face_present` has a quality (0), and no raw value.
Measures measures_of(const PortraitView& view);

/// What to tell people about a requirement; empty texts for a name that is none of the portrait's.
const Advice& advice_on(std::string_view requirement);

/// Adds to a failing finding's text by how much it fails, where a person can act on the number.
void add_amount(Finding& finding);

}  // namespace limner::portrait
