#include "frame/wsq_wavelet.h"

#include <algorithm>

namespace limner::wsq {
namespace {

constexpr int margin = 2;  // samples of the other end's mirror image that a filter reaches on each side

// Index of a signal of `length` that goes on as its own mirror image at both ends.
int mirrored(int index, int length) noexcept {
    if (length == 1) return 0;
    const int period = 2 * (length - 1);
    index = ((index % period) + period) % period;
    return index < length ? index : period - index;
}

// The taps of the four sums that make a pair of samples; the synthesis filters are the analysis filters of the other
// band with every second sign turned.
struct Taps {
    float l0, l1, l2, l3, l4, h0, h1, h2, h3;

    explicit Taps(const Filters& f)
        : l0(f.low[0]),
          l1(f.low[1]),
          l2(f.low[2]),
          l3(f.low[3]),
          l4(f.low[4]),
          h0(f.high[0]),
          h1(f.high[1]),
          h2(f.high[2]),
          h3(f.high[3]) {}
};

// Lines of even and odd samples (or low and high ones), each with a margin at both ends.
class Lines {
public:
    explicit Lines(int length) : even_(room(length)), odd_(room(length)) {}
    float* even() noexcept { return even_.data() + margin + 1; }
    float* odd() noexcept { return odd_.data() + margin + 1; }

    // `sample(i)` is the i-th of the whole signal.
    template <typename Sample>
    void fill_margins(int length, const Sample& sample) {
        const int evens = length - length / 2, odds = length / 2;
        for (int i = 1; i <= margin; ++i) {
            even()[-i] = sample(mirrored(-2 * i, length));
            odd()[-i] = sample(mirrored(1 - 2 * i, length));
        }
        for (int i = 0; i <= margin; ++i) {
            even()[evens + i] = sample(mirrored(2 * (evens + i), length));
            odd()[odds + i] = sample(mirrored(2 * (odds + i) + 1, length));
        }
    }

private:
    static std::size_t room(int length) { return static_cast<std::size_t>(length) / 2 + 2 * margin + 4; }
    std::vector<float> even_;
    std::vector<float> odd_;
};

float* row_of(std::vector<float>& scratch, int width, int y) noexcept {
    return scratch.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
}

void analyse_row(const float* __restrict row, float* __restrict out, int length, bool high_first, Lines& lines,
                 const Taps& t) {
    const int lows = length - length / 2, highs = length / 2;
    float* __restrict e = lines.even();
    float* __restrict o = lines.odd();
    for (int i = 0; i < highs; ++i) {
        e[i] = row[2 * i];
        o[i] = row[2 * i + 1];
    }
    if (lows > highs) e[highs] = row[length - 1];
    lines.fill_margins(length, [row](int i) { return row[i]; });
    float* __restrict low = high_first ? out + highs : out;
    float* __restrict high = high_first ? out : out + lows;
    for (int i = 0; i < lows; ++i)
        low[i] = t.l0 * e[i] + t.l1 * (o[i - 1] + o[i]) + t.l2 * (e[i - 1] + e[i + 1]) + t.l3 * (o[i - 2] + o[i + 1]) +
                 t.l4 * (e[i - 2] + e[i + 2]);
    for (int i = 0; i < highs; ++i)
        high[i] = t.h0 * o[i] + t.h1 * (e[i] + e[i + 1]) + t.h2 * (o[i - 1] + o[i + 1]) + t.h3 * (e[i - 1] + e[i + 2]);
}

void synthesise_row(const float* __restrict row, float* __restrict out, int length, bool high_first, Lines& lines,
                    const Taps& t) {
    const int lows = length - length / 2, highs = length / 2;
    const float* low = high_first ? row + highs : row;
    const float* high = high_first ? row : row + lows;
    float* __restrict l = lines.even();
    float* __restrict h = lines.odd();
    std::copy_n(low, lows, l);
    std::copy_n(high, highs, h);
    // A single sample has no high band: its mirror image is constant.
    lines.fill_margins(length, [=](int i) { return i % 2 ? high[i / 2] : low[i / 2]; });
    if (highs == 0) std::fill(h - margin, h + margin + 1, 0.0F);
    for (int i = 0; i < highs; ++i) {
        out[2 * i] =
            t.h0 * l[i] + t.h2 * (l[i - 1] + l[i + 1]) - t.l1 * (h[i - 1] + h[i]) - t.l3 * (h[i - 2] + h[i + 1]);
        out[2 * i + 1] = t.l0 * h[i] + t.l2 * (h[i - 1] + h[i + 1]) + t.l4 * (h[i - 2] + h[i + 2]) -
                         t.h1 * (l[i] + l[i + 1]) - t.h3 * (l[i - 1] + l[i + 2]);
    }
    if (const int i = highs; lows > highs)
        out[2 * i] =
            t.h0 * l[i] + t.h2 * (l[i - 1] + l[i + 1]) - t.l1 * (h[i - 1] + h[i]) - t.l3 * (h[i - 2] + h[i + 1]);
}

// The rows around one that a sum down the columns takes.
struct Rows {
    const float *centre, *near_before, *near_after, *far_before, *far_after, *third_before, *third_after, *last_before,
        *last_after;
};

// Down the columns, low: centre an even sample; nine rows.
void add_nine(const Rows& r, float* __restrict out, int width, float c, float n, float f, float third, float last) {
    for (int x = 0; x < width; ++x)
        out[x] = c * r.centre[x] + n * (r.near_before[x] + r.near_after[x]) + f * (r.far_before[x] + r.far_after[x]) +
                 third * (r.third_before[x] + r.third_after[x]) + last * (r.last_before[x] + r.last_after[x]);
}

void add_seven(const Rows& r, float* __restrict out, int width, float c, float n, float f, float third) {
    for (int x = 0; x < width; ++x)
        out[x] = c * r.centre[x] + n * (r.near_before[x] + r.near_after[x]) + f * (r.far_before[x] + r.far_after[x]) +
                 third * (r.third_before[x] + r.third_after[x]);
}

// `row(i)`: the i-th sample's row of the whole signal down the columns.
template <typename Row>
Rows rows_around(int i, int length, const Row& row) {
    auto at = [&](int k) { return row(mirrored(i + k, length)); };
    return {at(0), at(-1), at(1), at(-2), at(2), at(-3), at(3), at(-4), at(4)};
}

void analyse_area(Plane& plane, const Split& split, std::vector<float>& scratch, Lines& lines, const Taps& t) {
    const Area& area = split.area;
    for (int y = 0; y < area.height; ++y)
        analyse_row(plane.at(area.x, area.y + y), row_of(scratch, area.width, y), area.width, split.high_first_across,
                    lines, t);
    const int highs = area.height / 2, lows = area.height - highs;
    const int first_low = split.high_first_down ? highs : 0, first_high = split.high_first_down ? 0 : lows;
    auto row = [&](int i) { return row_of(scratch, area.width, i); };
    for (int i = 0; i < area.height; ++i) {
        const Rows around = rows_around(i, area.height, row);
        float* out = plane.at(area.x, area.y + (i % 2 ? first_high : first_low) + i / 2);
        if (i % 2)
            add_seven(around, out, area.width, t.h0, t.h1, t.h2, t.h3);
        else
            add_nine(around, out, area.width, t.l0, t.l1, t.l2, t.l3, t.l4);
    }
}

void synthesise_area(Plane& plane, const Split& split, std::vector<float>& scratch, Lines& lines, const Taps& t) {
    const Area& area = split.area;
    const int highs = area.height / 2, lows = area.height - highs;
    const int first_low = split.high_first_down ? highs : 0, first_high = split.high_first_down ? 0 : lows;
    const std::vector<float> nothing(static_cast<std::size_t>(highs == 0 ? area.width : 0));
    auto row = [&](int i) -> const float* {
        return plane.at(area.x, area.y + (i % 2 ? first_high : first_low) + i / 2);
    };
    for (int i = 0; i < area.height; ++i) {
        Rows around = rows_around(i, area.height, row);
        if (highs == 0)
            around.near_before = around.near_after = around.third_before = around.third_after = nothing.data();
        float* out = row_of(scratch, area.width, i);
        if (i % 2)
            add_nine(around, out, area.width, t.l0, -t.h1, t.l2, -t.h3, t.l4);
        else
            add_seven(around, out, area.width, t.h0, -t.l1, t.h2, -t.l3);
    }
    for (int y = 0; y < area.height; ++y)
        synthesise_row(row_of(scratch, area.width, y), plane.at(area.x, area.y + y), area.width,
                       split.high_first_across, lines, t);
}

}  // namespace

void analyse(Plane& plane, const Subbands& subbands, const Filters& filters) {
    std::vector<float> scratch(plane.values.size());
    Lines lines(plane.width);
    for (const Split& split : subbands.splits)
        if (split.area.size() > 0) analyse_area(plane, split, scratch, lines, Taps(filters));
}

void synthesise(Plane& plane, const Subbands& subbands, const Filters& filters) {
    std::vector<float> scratch(plane.values.size());
    Lines lines(plane.width);
    for (auto split = subbands.splits.rbegin(); split != subbands.splits.rend(); ++split)
        if (split->area.size() > 0) synthesise_area(plane, *split, scratch, lines, Taps(filters));
}

}  // namespace limner::wsq
