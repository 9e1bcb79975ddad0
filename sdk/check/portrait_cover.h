#pragma once

#include "check/portrait_aligned.h"

namespace limner::portrait {

/// What covers an aligned face, as shares of 0..1 of pixels whose colour is not that of the face's own skin. A hand of
/// the same skin is not seen, nor cloth of skin's colour.
struct FaceCover {
    double eyes = 0;   ///< Around the eyes, of the eye that is more covered; the eyes themselves left out.
    double mouth = 0;  ///< Around the mouth. Beards are dark like black cloth: dark pixels count where no lips show.
    double face = 0;   ///< Of the hull without eyes, brows and beard.
    /// Of the face's outline from chin to the forehead's top: the share at which its own skin is seen, out of shadow.
    double visible_outline = 1;
};

/// Nothing where the landmarks are no mesh, or where too little skin is to be seen to know its colour.
std::optional<FaceCover> measure_cover(const AlignedFace& face);

}  // namespace limner::portrait
