#pragma once

#include <limner/base/result.h>
#include <limner/base/text.h>
#include <limner/frame/image.h>

#include <optional>

namespace limner {

/// What is left on a fingerprint reader's glass between two fingers.
struct PlatenCheck {
    bool has_finger = false;          ///< Then nothing else is assessed.
    std::optional<double> residue{};  ///< 0..1: share of the glass with traces of ridges' width. Absent: a finger.
    bool is_dirty = false;            ///< Prints left behind would show in the next ones: the glass needs a wipe.
    Text text{};                      ///< What to do; empty where the glass is clean.
};

/// From this share on the glass counts as dirty.
inline constexpr double dirty_residue = 0.1;

/// Looks at a frame of a reader without a finger (dark ridges on a light ground) for latent prints and dirt. `ppi`:
/// pixels per inch where known, otherwise 500. Pure and safe from any thread. invalid_argument for an empty image or a
/// resolution outside 50 to 5,000 ppi.
Result<PlatenCheck> check_platen(const Image& frame, std::optional<double> ppi = {});

}  // namespace limner
