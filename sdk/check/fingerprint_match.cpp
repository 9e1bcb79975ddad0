#include <limner/check/fingerprint_minutiae.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>

namespace limner {
namespace {

using std::numbers::pi;

constexpr std::size_t most_used = 120, neighbours = 12, most_trials = 40;

struct Point {
    double x, y, angle;  ///< Radians in the image's own sense, y down.
};

struct Neighbour {
    double distance, bearing, turn;  ///< Seen from a minutia and its direction.
};

struct Print {
    std::vector<Point> points{};
    std::vector<std::vector<Neighbour>> around{};
};

double difference(double a, double b) { return std::remainder(a - b, 2 * pi); }

Print print_of(const FingerprintMinutiae& minutiae) {
    Print print;
    for (const MinutiaPoint& one : minutiae.points) {
        if (print.points.size() == most_used) break;
        print.points.push_back({one.x, one.y, -one.direction * pi / 180});
    }
    for (const Point& centre : print.points) {
        std::vector<Neighbour> seen;
        for (const Point& other : print.points) {
            if (&other == &centre) continue;
            const double dx = other.x - centre.x, dy = other.y - centre.y;
            seen.push_back({std::hypot(dx, dy), difference(std::atan2(dy, dx), centre.angle),
                            difference(other.angle, centre.angle)});
        }
        const std::size_t count = std::min(neighbours, seen.size());
        std::ranges::partial_sort(seen, seen.begin() + static_cast<std::ptrdiff_t>(count), {}, &Neighbour::distance);
        seen.resize(count);
        print.around.push_back(std::move(seen));
    }
    return print;
}

// How many neighbours of one minutia the other has too, each used once.
int alike(const std::vector<Neighbour>& a, const std::vector<Neighbour>& b) {
    constexpr double least_apart = 7, stretch = 0.08, most_turn = 0.45;
    std::uint32_t used = 0;
    int count = 0;
    for (const Neighbour& one : a)
        for (std::size_t i = 0; i < b.size(); ++i) {
            const double tolerance = least_apart + stretch * one.distance, sideways = tolerance + 0.1 * one.distance;
            const bool fits = (used >> i & 1) == 0 && std::abs(one.distance - b[i].distance) < tolerance &&
                              std::abs(difference(one.bearing, b[i].bearing)) * one.distance < sideways &&
                              std::abs(difference(one.turn, b[i].turn)) < most_turn;
            if (!fits) continue;
            used |= std::uint32_t{1} << i;
            ++count;
            break;
        }
    return count;
}

/// x' = a x + b y + c, y' = d x + e y + f, and the turn of directions.
struct Placement {
    std::array<double, 6> of{1, 0, 0, 0, 1, 0};
    double turn = 0;

    Point operator()(const Point& p) const {
        return {of[0] * p.x + of[1] * p.y + of[2], of[3] * p.x + of[4] * p.y + of[5], p.angle + turn};
    }
};

Placement onto(const Point& from, const Point& to) {
    const double turn = difference(to.angle, from.angle), c = std::cos(turn), s = std::sin(turn);
    return {{c, -s, to.x - c * from.x + s * from.y, s, c, to.y - s * from.x - c * from.y}, turn};
}

struct Pair {
    std::size_t a, b;
    double closeness;  ///< 0..1
};

// Each minutia with the closest free one of the other print.
std::vector<Pair> paired(const Print& a, const Print& b, const Placement& place, double reach) {
    constexpr double most_turn = 0.5;
    std::vector<Pair> all;
    for (std::size_t i = 0; i < a.points.size(); ++i) {
        const Point moved = place(a.points[i]);
        for (std::size_t j = 0; j < b.points.size(); ++j) {
            const double dx = moved.x - b.points[j].x, dy = moved.y - b.points[j].y;
            if (dx * dx + dy * dy >= reach * reach) continue;
            const double turned = difference(moved.angle, b.points[j].angle) / most_turn;
            if (std::abs(turned) < 1)
                all.push_back({i, j, 1 - 0.5 * (dx * dx + dy * dy) / (reach * reach) - 0.5 * turned * turned});
        }
    }
    std::ranges::sort(all, std::ranges::greater{}, &Pair::closeness);
    std::vector<bool> used_a(a.points.size()), used_b(b.points.size());
    std::erase_if(all, [&](const Pair& pair) {
        if (used_a[pair.a] || used_b[pair.b]) return true;
        used_a[pair.a] = used_b[pair.b] = true;
        return false;
    });
    return all;
}

// The rigid placement that brings the pairs closest together.
Placement refined(const Print& a, const Print& b, const std::vector<Pair>& pairs) {
    double ax = 0, ay = 0, bx = 0, by = 0;
    for (const Pair& pair : pairs) {
        ax += a.points[pair.a].x;
        ay += a.points[pair.a].y;
        bx += b.points[pair.b].x;
        by += b.points[pair.b].y;
    }
    const auto count = static_cast<double>(pairs.size());
    double along = 0, across = 0;
    for (const Pair& pair : pairs) {
        const double px = a.points[pair.a].x - ax / count, py = a.points[pair.a].y - ay / count,
                     qx = b.points[pair.b].x - bx / count, qy = b.points[pair.b].y - by / count;
        along += px * qx + py * qy;
        across += px * qy - py * qx;
    }
    const double turn = std::atan2(across, along);
    return onto({ax / count, ay / count, 0}, {bx / count, by / count, turn});
}

// How many minutiae of a print lie where the other, of which these are placed points, has any near them.
double shared(const std::vector<Point>& placed, const std::vector<Point>& others) {
    constexpr double near_px = 45;
    return static_cast<double>(std::ranges::count_if(placed, [&](const Point& p) {
        int count = 0;
        for (const Point& q : others)
            if ((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y) < near_px * near_px && ++count == 2) return true;
        return false;
    }));
}

double score_of(const Print& a, const Print& b, const Placement& place, const std::vector<Pair>& pairs,
                const std::vector<std::uint8_t>& likeness) {
    constexpr double fewest = 12, full_likeness = 3;
    double sum = 0;
    for (const Pair& pair : pairs)
        sum += pair.closeness * std::min(1.0, likeness[pair.a * b.points.size() + pair.b] / full_likeness);
    std::vector<Point> placed;
    for (const Point& point : a.points) placed.push_back(place(point));
    const double of_a = std::max(shared(placed, b.points), fewest), of_b = std::max(shared(b.points, placed), fewest);
    return std::min(1.0, sum * sum / (of_a * of_b));
}

}  // namespace

double match_minutiae(const FingerprintMinutiae& first, const FingerprintMinutiae& second) {
    constexpr std::size_t fewest = 4;
    constexpr std::array<double, 3> reaches{22, 18, 15};
    if (first.points.size() < fewest || second.points.size() < fewest) return 0;
    // The same pair of prints gives the same score whichever comes first.
    const bool is_swapped = first.points.size() > second.points.size();
    const Print a = print_of(is_swapped ? second : first), b = print_of(is_swapped ? first : second);
    std::vector<std::uint8_t> likeness;
    std::vector<std::uint32_t> order;
    for (const auto& of_a : a.around)
        for (const auto& of_b : b.around) likeness.push_back(static_cast<std::uint8_t>(alike(of_a, of_b)));
    for (std::uint32_t i = 0; i < likeness.size(); ++i) order.push_back(i);
    const std::size_t trials = std::min(most_trials, order.size());
    std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(trials), std::ranges::greater{},
                              [&](std::uint32_t i) { return likeness[i]; });
    double best = 0;
    for (std::size_t trial = 0; trial < trials; ++trial) {
        Placement place = onto(a.points[order[trial] / b.points.size()], b.points[order[trial] % b.points.size()]);
        std::vector<Pair> pairs;
        for (double reach : reaches) {
            pairs = paired(a, b, place, reach);
            if (pairs.size() < fewest) break;
            place = refined(a, b, pairs);
        }
        if (pairs.size() >= fewest) best = std::max(best, score_of(a, b, place, pairs, likeness));
    }
    return best;
}

std::vector<std::pair<std::size_t, std::size_t>> repeated_fingers(std::span<const FingerprintMinutiae> prints) {
    std::vector<std::pair<std::size_t, std::size_t>> repeated;
    for (std::size_t i = 0; i < prints.size(); ++i)
        for (std::size_t j = i + 1; j < prints.size(); ++j)
            if (match_minutiae(prints[i], prints[j]) >= same_finger_score) repeated.emplace_back(i, j);
    return repeated;
}

}  // namespace limner
