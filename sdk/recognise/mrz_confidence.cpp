#include "recognise/mrz_confidence.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace limner {
namespace {

struct Knot {
    double chance;
    double share;  // of texts that are right
};

#include "recognise/mrz_confidence_table.inc"

template <std::size_t Count>
double between_knots(const Knot (&knots)[Count], double chance) noexcept {
    const Knot* above = std::find_if(std::begin(knots) + 1, std::end(knots) - 1,
                                     [&](const Knot& knot) { return chance <= knot.chance; });
    const Knot& below = above[-1];
    return below.share + (above->share - below.share) * (chance - below.chance) / (above->chance - below.chance);
}

}  // namespace

double mrz_confidence(double chance_0_1, bool do_digits_agree) noexcept {
    if (!(chance_0_1 > 0)) return 0;
    const double chance = std::min(chance_0_1, 1.0);
    return do_digits_agree ? between_knots(digits_agree, chance) : between_knots(digits_disagree, chance);
}

}  // namespace limner
