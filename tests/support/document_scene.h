#pragma once

#include <limner/frame/geometry.h>
#include <limner/frame/image.h>

#include <cstdint>

namespace limner::test {

/// A document photographed on a table.
struct SceneSpec {
    /// What it lies on: 0 plain, 1 wood-like grain, 2 a chequered cloth, 3 printed paper, 4 blotches of colour.
    int ground = 0;
    double brightness = 1;  ///< Of the ground, 0.15 dark to 1.
    double turn_degrees = 0;
    double tilt_degrees = 0;         ///< Of the camera, about an axis drawn by `seed`.
    double width_share = 0.55;       ///< The document's, of the picture's width.
    double corner_radius_share = 0;  ///< Of its width: cards have round corners.
    double noise = 3;
    std::uint64_t seed = 1;
    int width = 1200, height = 900;
};

struct Scene {
    Image image;  ///< rgb8
    Quad quad{};  ///< The document's corners, from its own top left.
};

Scene photograph(const Image& document, const SceneSpec& spec);

/// Intersection over union of two quads, whichever corner they begin with.
double overlap_of(const Quad& a, const Quad& b);

/// A card or page with lines of text, a photograph's frame and bands of print, rgb8. No document of any state.
Image invented_document(int width, int height, std::uint64_t seed);

}  // namespace limner::test
