#pragma once

#include <limner/frame/image.h>

namespace limner {

/// A Bayer image as rgb8, bilinear; the edges are mirrored. Other formats: invalid_argument.
Result<Image> demosaic(const Image& image);

}  // namespace limner
