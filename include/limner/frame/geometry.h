#pragma once

#include <array>

namespace limner {

/// A place in an image, in pixels from the centre of its top left pixel.
struct Point {
    double x = 0;
    double y = 0;
    bool operator==(const Point&) const = default;
};

/// Four corners, clockwise from the top left one of what is upright inside.
using Quad = std::array<Point, 4>;

}  // namespace limner
