#pragma once

#include <limner/base/result.h>
#include <limner/check/report.h>
#include <limner/check/subject.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>

#include <optional>
#include <string_view>
#include <vector>

namespace limner {

/// Several fingers laid on the glass at once, with the position codes of ISO/IEC 19794-4: "4-4-2" is one of each.
enum class Slap { right_four = 13, left_four = 14, thumbs = 15 };

/// "right_four", "left_four", "thumbs".
std::string_view name_of(Slap slap) noexcept;
std::optional<Slap> slap_from(std::string_view name) noexcept;

/// Its fingers from left to right as they lie on the glass, palm down and away from the operator.
std::vector<Finger> fingers_of(Slap slap);

/// One finger's end, up to its first joint.
struct SlapFinger {
    Finger finger = Finger::unknown;  ///< Unknown where the count does not fit.
    Quad corners{};                   ///< In the slap.
    double tilt_degrees = 0;          ///< Of the finger, clockwise from upright.
    Image image{};  ///< Cut out and upright, gray8 at the slap's resolution, white where it leaves it.
};

struct SlapSegmentation {
    Slap slap = Slap::right_four;
    std::vector<SlapFinger> fingers{};  ///< From left to right.
    double tilt_degrees = 0;            ///< Of the hand, clockwise from upright.
    /// "finger_count"; "hand": above 0 a right hand, below 0 a left one, by how far the outer finger's end lies behind
    /// the inner one's, not assessed where that does not tell; "hand_tilt" in degrees, not mandatory.
    Report report{};
};

/// Finds the fingers of a slap (dark ridges on a light ground), the hand turned by up to 45 degrees. `ppi`: pixels per
/// inch where known, otherwise 500. Fingers that the subject misses are not expected, bandaged ones may be there or
/// not. Pure and safe from any thread. invalid_argument for an empty image, a resolution outside 50 to 5,000 ppi, or
/// more than 250 mm.
Result<SlapSegmentation> segment_slap(const Image& image, Slap slap, std::optional<double> ppi = {},
                                      const Subject& subject = {});

}  // namespace limner
