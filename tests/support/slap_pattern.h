#pragma once

#include <limner/check/segment_slap.h>
#include <limner/frame/image.h>

#include <cstdint>
#include <set>
#include <vector>

namespace limner::test {

/// A slap as a scanner of four fingers would deliver it, put together from RidgePatterns: synthetic, no sample of any
/// population.
struct SlapPattern {
    std::uint32_t seed = 1;      ///< Of the person: two slaps of one seed and hand show the same fingers.
    bool has_one_print = false;  ///< All fingers show the same one: quicker, where prints are not compared.
    Slap slap = Slap::right_four;
    double tilt_degrees = 0;    ///< Of the hand, clockwise.
    double spread = 1;          ///< Between the fingers: 1 usual, 0 they touch.
    bool has_joints = true;     ///< The next joints are printed too.
    std::set<Finger> absent{};  ///< Not on the glass.
    double noise = 0.02;
};

struct DrawnFinger {
    Finger finger = Finger::unknown;
    Point centre{};  ///< Of its end.
    double width_px = 0, height_px = 0;
    double tilt_degrees = 0;
};

struct DrawnSlap {
    Image image{};  ///< gray8 at 500 ppi, 81 mm x 76 mm.
    std::vector<DrawnFinger> fingers{};
};

/// Takes some 0.3 s for each print that was not drawn before.
DrawnSlap make_slap_pattern(const SlapPattern& wanted);

}  // namespace limner::test
