#pragma once

#include <limner/frame/image.h>

#include <functional>

namespace limner::test {

/// The image with every channel of each pixel darker by what `by` says of its place, down to black.
Image darkened(const Image& image, const std::function<int(int x, int y)>& by);

}  // namespace limner::test
