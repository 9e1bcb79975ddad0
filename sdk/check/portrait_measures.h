#pragma once

#include "check/face_analysis.h"
#include "check/judge.h"
#include "check/portrait_light.h"

#include <map>
#include <string_view>

namespace limner::portrait {

/// By requirement name; what is absent could not be assessed.
using Measures = std::map<std::string_view, Measure>;

/// `picture`: the analysed picture's size. `original_per_pixel`: pixels of the original picture on one of it, for
/// measures in pixels. With no face only `single_face_present` has a quality (0), and no raw value.
Measures measures_of(const FaceAnalysis& analysis, const std::optional<FaceLight>& light, cv::Size picture,
                     double original_per_pixel);

/// What to tell people about a requirement; empty texts for a name that is none of the portrait's.
const Advice& advice_on(std::string_view requirement);

}  // namespace limner::portrait
