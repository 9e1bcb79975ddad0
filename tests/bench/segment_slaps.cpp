#include <limner/check/segment_slap.h>

#include "support/slap_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>
#include <vector>

/// Measures the segmentation of generated slaps, which are synthetic: segment_slaps [SLAPS [FIRST-SEED]].
namespace limner::test {
namespace {

struct Tally {
    int slaps = 0, counted = 0, placed = 0, right_hand_seen = 0, right_hand_possible = 0, other_hand_passed = 0;
    double worst_tilt = 0, off_mm = 0, milliseconds = 0;
    int fingers = 0;
};

SlapPattern pattern_of(std::uint32_t seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(-1, 1);
    constexpr Slap slaps[] = {Slap::right_four, Slap::left_four, Slap::thumbs};
    SlapPattern pattern{.seed = seed, .slap = slaps[seed % 3]};
    pattern.tilt_degrees = 30 * share(random);
    pattern.spread = 0.5 + 0.5 * share(random);
    pattern.has_joints = seed % 2 == 0;
    if (seed % 5 == 0) pattern.absent = {fingers_of(pattern.slap)[seed / 5 % fingers_of(pattern.slap).size()]};
    return pattern;
}

bool are_placed(const SlapSegmentation& found, const DrawnSlap& drawn, Tally& tally) {
    constexpr double px_per_mm = 500 / 25.4, most_mm = 4;
    bool are_all = true;
    for (std::size_t i = 0; i < found.fingers.size(); ++i) {
        const Quad& corners = found.fingers[i].corners;
        const double x = (corners[0].x + corners[2].x) / 2, y = (corners[0].y + corners[2].y) / 2;
        const double off = std::hypot(x - drawn.fingers[i].centre.x, y - drawn.fingers[i].centre.y) / px_per_mm;
        tally.off_mm += off;
        tally.worst_tilt =
            std::max(tally.worst_tilt, std::abs(found.fingers[i].tilt_degrees - drawn.fingers[i].tilt_degrees));
        ++tally.fingers;
        are_all = are_all && off < most_mm && found.fingers[i].finger == drawn.fingers[i].finger;
    }
    return are_all;
}

void measure(int count, std::uint32_t first_seed) {
    Tally tally;
    for (int i = 0; i < count; ++i) {
        const std::uint32_t seed = first_seed + static_cast<std::uint32_t>(i);
        const SlapPattern pattern = pattern_of(seed);
        const DrawnSlap drawn = make_slap_pattern(pattern);
        Subject subject;
        for (Finger finger : pattern.absent) subject.fingers[finger] = FingerState::missing;
        const auto begun = std::chrono::steady_clock::now();
        const auto found = segment_slap(drawn.image, pattern.slap, 500, subject).value();
        tally.milliseconds +=
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
        ++tally.slaps;
        const bool is_counted = found.fingers.size() == drawn.fingers.size();
        tally.counted += is_counted;
        const bool is_placed = is_counted && are_placed(found, drawn, tally);
        tally.placed += is_placed;
        if (!is_placed)
            fmt::print("seed {}: {} of {} fingers of {}, tilt {:.0f}, spread {:.2f}\n", seed, found.fingers.size(),
                       drawn.fingers.size(), name_of(pattern.slap), pattern.tilt_degrees, pattern.spread);
        if (pattern.slap == Slap::thumbs || !pattern.absent.empty()) continue;
        ++tally.right_hand_possible;
        tally.right_hand_seen += found.report.find("hand")->verdict == FindingVerdict::pass;
        const Slap other = pattern.slap == Slap::right_four ? Slap::left_four : Slap::right_four;
        tally.other_hand_passed +=
            segment_slap(drawn.image, other, 500)->report.find("hand")->verdict == FindingVerdict::pass;
    }
    auto percent = [](int part, int whole) { return 100.0 * part / std::max(whole, 1); };
    fmt::print("{} generated slaps (synthetic), turned by up to 30 degrees, every fifth with a finger missing\n",
               tally.slaps);
    fmt::print("count right {:.1f} %, every finger in its place and named {:.1f} %\n",
               percent(tally.counted, tally.slaps), percent(tally.placed, tally.slaps));
    fmt::print("centres off by {:.2f} mm on average, tilt by {:.1f} degrees at worst\n",
               tally.off_mm / std::max(tally.fingers, 1), tally.worst_tilt);
    fmt::print("hand recognised {:.1f} % of {}, other hand taken for it {:.1f} %\n",
               percent(tally.right_hand_seen, tally.right_hand_possible), tally.right_hand_possible,
               percent(tally.other_hand_passed, tally.right_hand_possible));
    fmt::print("{:.0f} ms a slap\n", tally.milliseconds / std::max(tally.slaps, 1));
}

}  // namespace
}  // namespace limner::test

int main(int count, char** arguments) {
    const int slaps = count > 1 ? std::atoi(arguments[1]) : 200;
    const int seed = count > 2 ? std::atoi(arguments[2]) : 10'000;
    if (slaps < 1) return 3;
    limner::test::measure(slaps, static_cast<std::uint32_t>(seed));
    return 0;
}
