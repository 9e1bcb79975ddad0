#include "check/fingerprint_skeleton.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace limner {
namespace {

using std::numbers::pi;
using Kind = MinutiaPoint::Kind;

constexpr int traced_px = 14, shortest_branch_px = 9, beside_fork_px = 2, edge_px = 14;
const std::array<cv::Point, 8> around{cv::Point{1, 0}, {1, -1}, {0, -1}, {-1, -1}, {-1, 0}, {-1, 1}, {0, 1}, {1, 1}};

struct Candidate {
    Kind kind;
    cv::Point at;
    double direction;  ///< Radians in the image's own sense, y down.
};

double turn_between(double a, double b) { return std::abs(std::remainder(a - b, 2 * pi)); }

class Skeleton {
public:
    explicit Skeleton(const cv::Mat& image) : image_(image) {}

    bool is_ridge(cv::Point p) const {
        return p.x >= 0 && p.y >= 0 && p.x < image_.cols && p.y < image_.rows && image_.at<uchar>(p) != 0;
    }
    /// Half the number of changes around a pixel: 1 at an end, 2 along a ridge, 3 at a fork.
    int crossings(cv::Point p) const {
        int changes = 0;
        for (std::size_t i = 0; i < around.size(); ++i)
            changes += is_ridge(p + around[i]) != is_ridge(p + around[(i + 1) % around.size()]);
        return changes / 2;
    }
    /// The first pixels of the ridges that leave a pixel: the straight neighbour where it and a slanted one are there.
    std::vector<cv::Point> exits(cv::Point p) const {
        std::vector<cv::Point> found;
        for (std::size_t i = 0; i < around.size(); ++i) {
            if (!is_ridge(p + around[i])) continue;
            const bool is_slanted = i % 2 == 1;
            if (is_slanted && (is_ridge(p + around[i - 1]) || is_ridge(p + around[(i + 1) % around.size()]))) continue;
            found.push_back(p + around[i]);
        }
        return found;
    }
    struct Branch {
        cv::Point end;
        int length = 0;
        bool ends_early = false;  ///< At another minutia.
    };
    Branch follow(cv::Point from, cv::Point next) const {
        Branch branch{next, 1, false};
        cv::Point before = from;
        while (branch.length < traced_px) {
            // Right beside a fork its other branches count as well.
            const bool is_at_fork = branch.length > beside_fork_px && crossings(branch.end) > 2;
            std::optional<cv::Point> step;
            for (cv::Point exit : exits(branch.end))
                if (std::max(std::abs(exit.x - before.x), std::abs(exit.y - before.y)) > 1) step = exit;
            branch.ends_early = is_at_fork || !step;
            if (branch.ends_early) break;
            before = branch.end;
            branch.end = *step;
            ++branch.length;
        }
        return branch;
    }

private:
    const cv::Mat& image_;
};

double direction_to(cv::Point from, cv::Point to) { return std::atan2(to.y - from.y, to.x - from.x); }

std::optional<Candidate> ending_at(const Skeleton& skeleton, cv::Point at) {
    const auto exits = skeleton.exits(at);
    if (exits.size() != 1) return std::nullopt;
    const auto branch = skeleton.follow(at, exits[0]);
    if (branch.ends_early || branch.length < shortest_branch_px) return std::nullopt;
    return Candidate{Kind::ridge_ending, at, direction_to(at, branch.end)};
}

// The direction of a fork is the middle between its two closest branches.
std::optional<Candidate> fork_at(const Skeleton& skeleton, cv::Point at) {
    const auto exits = skeleton.exits(at);
    if (exits.size() != 3) return std::nullopt;
    std::array<double, 3> directions{};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto branch = skeleton.follow(at, exits[i]);
        if (branch.length < shortest_branch_px) return std::nullopt;
        directions[i] = direction_to(at, branch.end);
    }
    std::size_t apart = 0;
    double closest = 2 * pi;
    for (std::size_t i = 0; i < 3; ++i)
        if (const double turn = turn_between(directions[(i + 1) % 3], directions[(i + 2) % 3]); turn < closest) {
            closest = turn;
            apart = i;
        }
    const double first = directions[(apart + 1) % 3];
    const double middle = first + std::remainder(directions[(apart + 2) % 3] - first, 2 * pi) / 2;
    return Candidate{Kind::bifurcation, at, middle};
}

// Two that face each other closely are a break in one ridge or a bridge between two; closer still they are noise.
std::vector<Candidate> without_false_pairs(const std::vector<Candidate>& all) {
    constexpr double facing_px = 13, touching_px = 6, least_turn = 2.4;
    std::vector<bool> is_false(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            const cv::Point apart = all[i].at - all[j].at;
            const double distance = std::hypot(apart.x, apart.y);
            const bool face = turn_between(all[i].direction, all[j].direction) > least_turn;
            if (distance < touching_px || (distance < facing_px && face)) is_false[i] = is_false[j] = true;
        }
    std::vector<Candidate> kept;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!is_false[i]) kept.push_back(all[i]);
    return kept;
}

}  // namespace

std::vector<MinutiaPoint> minutiae_of(const cv::Mat& skeleton, const RidgeMap& map) {
    cv::Mat inner;
    cv::erode(map.mask, inner, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * edge_px + 1, 2 * edge_px + 1}),
              {-1, -1}, 1, cv::BORDER_CONSTANT, 0);
    const Skeleton ridges(skeleton);
    std::vector<Candidate> candidates;
    for (int y = 0; y < skeleton.rows; ++y)
        for (int x = 0; x < skeleton.cols; ++x) {
            if (skeleton.at<uchar>(y, x) == 0 || inner.at<uchar>(y, x) == 0) continue;
            const int crossings = ridges.crossings({x, y});
            const auto found = crossings == 1   ? ending_at(ridges, {x, y})
                               : crossings == 3 ? fork_at(ridges, {x, y})
                                                : std::optional<Candidate>{};
            if (found) candidates.push_back(*found);
        }
    std::vector<MinutiaPoint> points;
    for (const Candidate& one : without_false_pairs(candidates)) {
        double degrees = -one.direction * 180 / pi;
        if (degrees < 0) degrees += 360;
        points.push_back({.kind = one.kind,
                          .x = static_cast<double>(one.at.x),
                          .y = static_cast<double>(one.at.y),
                          .direction = degrees,
                          .quality_0_100 = cvRound(100 * std::clamp(map.coherence.at<float>(one.at), 0.F, 1.F))});
    }
    std::ranges::stable_sort(points, std::ranges::greater{}, &MinutiaPoint::quality_0_100);
    return points;
}

}  // namespace limner
