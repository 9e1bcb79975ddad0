#pragma once

#include <limner/frame/image.h>

#include <cstdint>

namespace limner::test {

/// A flat print as a reader would deliver it, made from nothing but these numbers: for tests and the demo, which may
/// not carry real fingerprints. It resembles a finger in ridge period, flow, minutiae, pores and outline; it is no
/// sample of any population and proves no error rate.
struct RidgePattern {
    enum class Flow { left_loop, right_loop, whorl, arch };

    std::uint32_t seed = 1;
    Flow flow = Flow::right_loop;
    int width_px = 416;
    int height_px = 560;
    double ppi = 500;             ///< Scales ridges and outline: 500 gives a ridge period of about 9 px.
    double dryness = 0;           ///< 0..1: thin, broken ridges.
    double wetness = 0;           ///< 0..1: thick ridges that flood the valleys.
    double lightness = 0;         ///< 0..1: too little pressure, a small and pale contact.
    double wear = 0;              ///< 0..1: ridges worn down to the skin between them, in patches.
    double smear_px = 0;          ///< How far the finger slid while it was captured,
    double smear_degrees = 0;     ///< and where to: clockwise from the right.
    double noise = 0.03;          ///< 0..1: the sensor's noise, standard deviation as a share of the full range.
    double covered_share = 1;     ///< 0..1: how much of the print, from its tip, reached the glass.
    double shift_x = 0;           ///< The print's centre off the picture's, as a share of the width.
    double shift_y = 0;           ///< The same of the height; positive is down.
    double rotation_degrees = 0;  ///< Clockwise.

    /// The same finger laid down again, where `number` is not 0: other skin, sensor noise and outline, and the ridges
    /// themselves turned, shifted and stretched. What is above for the picture as a whole makes another finger.
    struct Impression {
        std::uint32_t number = 0;
        double turn_degrees = 0;  ///< Clockwise.
        double shift_x_px = 0, shift_y_px = 0;
        double stretch_px = 0;  ///< Standard deviation of how far places of the skin move, over some 100 px.
    };
    Impression impression{};
};

/// gray8, dark ridges on a light ground. The same numbers give the same pixels on one machine. Takes some 100 ms.
Image make_ridge_pattern(const RidgePattern& wanted);

}  // namespace limner::test
