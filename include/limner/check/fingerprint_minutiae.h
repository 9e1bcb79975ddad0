#pragma once

#include <limner/base/result.h>
#include <limner/frame/image.h>

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace limner {

/// A place where a ridge ends or forks.
struct MinutiaPoint {
    enum class Kind { ridge_ending = 1, bifurcation = 2 };  ///< Values of ISO/IEC 19794-2.

    Kind kind = Kind::ridge_ending;
    double x = 0, y = 0;  ///< Pixels at 500 ppi from the upper left corner.
    double direction =
        0;  ///< Degrees counter-clockwise from the right, 0..360: along the ridge that ends, into the fork.
    int quality_0_100 = 0;  ///< How surely the ridges run in one direction there.
};

/// The minutiae of one flat print, the surest first.
struct FingerprintMinutiae {
    int width = 0, height = 0;  ///< Of the print at 500 ppi.
    std::vector<MinutiaPoint> points{};
};

/// Minutiae of a print with dark ridges on a light ground; at most 255. `ppi`: pixels per inch of the image where
/// known, otherwise 500. An image without a print has none. Pure and safe from any thread. invalid_argument for an
/// empty image, a resolution outside 50 to 5,000 ppi, or more than 250 mm.
Result<FingerprintMinutiae> extract_minutiae(const Image& image, std::optional<double> ppi = {});

/// How alike two prints are, 0 to 1, whichever comes first; turned by any angle, shifted, stretched as skin is. No
/// probability: docs/accuracy-fingerprint.md gives error rates by threshold. Prints with fewer than four minutiae: 0.
double match_minutiae(const FingerprintMinutiae& a, const FingerprintMinutiae& b);

/// From here two prints are taken for one finger: rarer than one false match in a thousand comparisons of generated
/// fingers.
inline constexpr double same_finger_score = 0.35;

/// The pairs of prints that come from one finger, as indices, the lower one first: what a ten-print visit must not
/// have.
std::vector<std::pair<std::size_t, std::size_t>> repeated_fingers(std::span<const FingerprintMinutiae> prints);

}  // namespace limner
