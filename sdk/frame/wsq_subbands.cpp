#include "frame/wsq_subbands.h"

namespace limner::wsq {
namespace {

struct Halves {
    int first = 0;
    int second = 0;
};

// The low half has the sample more of an odd length.
Halves halves_of(int length, bool high_first) noexcept {
    const int high = length / 2, low = length - high;
    return high_first ? Halves{high, low} : Halves{low, high};
}

class TreeBuilder {
public:
    Subbands build(int width, int height) noexcept {
        const auto halves = split({{0, 0, width, height}, false, false});
        const auto low = split(halves[0]);
        const auto lowest = split(low[0]);
        split_lowest(lowest[0]);
        for (std::size_t i = 1; i < 4; ++i) split_into_bands(lowest[i]);
        for (const Split& part : split(low[1])) split_into_bands(part);
        for (const Split& part : split(low[2])) split_into_bands(part);
        add_band(low[3].area);
        split_into_bands(halves[1]);
        split_into_bands(halves[2]);
        return tree_;
    }

private:
    std::array<Split, 4> split(const Split& whole) noexcept {
        tree_.splits[next_split_++] = whole;
        const Area& area = whole.area;
        const Halves across = halves_of(area.width, whole.high_first_across);
        const Halves down = halves_of(area.height, whole.high_first_down);
        const int right = area.x + across.first, below = area.y + down.first;
        return {{{{area.x, area.y, across.first, down.first}, false, false},
                 {{right, area.y, across.second, down.first}, true, false},
                 {{area.x, below, across.first, down.second}, false, true},
                 {{right, below, across.second, down.second}, true, true}}};
    }
    void split_into_bands(const Split& whole) noexcept {
        for (const Split& part : split(whole)) add_band(part.area);
    }
    void split_lowest(const Split& whole) noexcept {
        const auto parts = split(whole);
        split_into_bands(parts[0]);
        for (std::size_t i = 1; i < 4; ++i) add_band(parts[i].area);
    }
    void add_band(const Area& area) noexcept { tree_.bands[next_band_++] = area; }

    Subbands tree_{};
    std::size_t next_split_ = 0;
    std::size_t next_band_ = 0;
};

}  // namespace

Subbands subbands_of(int width, int height) noexcept { return TreeBuilder().build(width, height); }

}  // namespace limner::wsq
