#pragma once

#include <limner/base/result.h>
#include <limner/check/profile.h>
#include <limner/check/report.h>
#include <limner/frame/geometry.h>
#include <limner/frame/image.h>

#include <optional>

namespace limner {

struct PageCheck {
    Report report;
    std::optional<Quad> quad{};  ///< Absent where no page stands out from the ground.
    double skew_degrees = 0;     ///< Of the text or of the page's edge, clockwise; what deskew() turns back.
};

/// Measures a scanned or photographed page against a profile of kind page: sharpness, glare, skew, resolution, cropped,
/// blank, and hints of which none fails: shadow, uncoloured_shades and raster (a photocopy, a screen), skew_spread and
/// length (two sheets fed at once; of scans alone, whose resolution is known). Pure and safe from any thread. `ppi`
/// where known. `outline`: the page's corners, clockwise, where they are known (find_documents()); absent, they are
/// looked for on a plain ground. Errors: invalid_argument (no pixels, a resolution that is not above 0, a profile of
/// another kind, an outline far outside the picture).
Result<PageCheck> check_page(const Image& image, const Profile& profile, std::optional<double> ppi = {},
                             const std::optional<Quad>& outline = {});

/// The page turned upright by the measured skew, on white; the same image where the skew is under 0.1 degrees.
Result<Image> deskew(const Image& image, double skew_degrees);

}  // namespace limner
