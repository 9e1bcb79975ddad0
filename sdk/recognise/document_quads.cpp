#include "recognise/document_quads.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

constexpr double corner_share = 0.08;  // of a side: corners of cards are round
constexpr std::array known_aspects{1.586, 1.419};

std::optional<cv::Point2d> crossing(const StraightLine& a, const StraightLine& b) {
    const double turn = a.along().cross(b.along());
    if (std::abs(turn) < 0.5) return std::nullopt;  // below 30 degrees they are no neighbouring sides
    return a.at() + a.along() * ((b.at() - a.at()).cross(b.along()) / turn);
}

double area_of(const Corners& corners) {
    double twice = 0;
    for (std::size_t i = 0; i < 4; ++i) twice += corners[i].cross(corners[(i + 1) % 4]);
    return twice / 2;
}

bool is_convex(const Corners& corners) {
    for (std::size_t i = 0; i < 4; ++i) {
        const cv::Point2d side = corners[(i + 1) % 4] - corners[i], next = corners[(i + 2) % 4] - corners[(i + 1) % 4];
        if (side.cross(next) <= 0) return false;
    }
    return true;
}

/// How well a line is the side between two corners.
struct Side {
    double coverage = 0;
    double overshoot = 0;  ///< The share seen beyond the corners: an edge of the ground goes on.
};

Side side_between(const StraightLine& line, cv::Point2d from, cv::Point2d to) {
    const double a = line.place_of(from), b = line.place_of(to), length = b - a;
    const auto seen = line.between(a + corner_share * length, b - corner_share * length);
    // On a chequered ground the brighter side changes all the time.
    constexpr double of_two_ways = 0.5;
    Side side{.coverage = seen.one_way + of_two_ways * (seen.edge - seen.one_way)};
    constexpr double near = 0.04, far = 0.2;
    side.overshoot = (line.between(a - far * length, a - near * length).edge +
                      line.between(b + near * length, b + far * length).edge) /
                     2;
    return side;
}

/// Two lines that may be opposite sides.
struct Pair {
    const StraightLine* one;
    const StraightLine* other;
};

std::vector<Pair> opposite_pairs(const std::vector<StraightLine>& lines, cv::Size picture) {
    constexpr double most_turned = 0.45, least_apart = 0.08;
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t j = i + 1; j < lines.size(); ++j) {
            if (std::abs(lines[i].along().cross(lines[j].along())) > most_turned) continue;
            const double apart =
                std::min(std::abs(lines[i].distance(lines[j].at())), std::abs(lines[j].distance(lines[i].at())));
            if (apart >= least_apart * std::min(picture.width, picture.height)) pairs.push_back({&lines[i], &lines[j]});
        }
    return pairs;
}

bool is_inside(const Corners& corners, cv::Size picture) {
    const double margin = 0.12 * std::max(picture.width, picture.height);
    return std::ranges::all_of(corners, [&](cv::Point2d corner) {
        return corner.x > -margin && corner.y > -margin && corner.x < picture.width + margin &&
               corner.y < picture.height + margin;
    });
}

double aspect_score(double aspect) {
    double nearest = 1;
    for (double known : known_aspects) nearest = std::min(nearest, std::abs(std::log(aspect / known)));
    return std::max(0.0, 1 - nearest / 0.15);
}

std::optional<QuadCandidate> candidate_of(const Pair& across, const Pair& down, cv::Size picture) {
    constexpr double least_area = 0.02, least_coverage = 0.55, least_side = 0.35;
    std::array<const StraightLine*, 4> sides{across.one, down.one, across.other, down.other};
    QuadCandidate found;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto corner = crossing(*sides[(i + 3) % 4], *sides[i]);
        if (!corner) return std::nullopt;
        found.corners[i] = *corner;
    }
    if (area_of(found.corners) < 0) {
        std::swap(found.corners[1], found.corners[3]);
        std::ranges::reverse(sides);
    }
    const double share = area_of(found.corners) / picture.area();
    if (share < least_area || !is_convex(found.corners) || !is_inside(found.corners, picture)) return std::nullopt;
    double sum = 0, least = 1, overshoot = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const Side side = side_between(*sides[i], found.corners[i], found.corners[(i + 1) % 4]);
        if (side.coverage < least_side) return std::nullopt;
        sum += side.coverage / 4;
        least = std::min(least, side.coverage);
        overshoot += side.overshoot / 4;
    }
    found.coverage = 0.5 * sum + 0.5 * least;
    if (found.coverage < least_coverage) return std::nullopt;
    const double aspect = aspect_of(found.corners, picture);
    found.aspect = std::max(aspect, 1 / aspect);
    // Frames and photographs on a document are smaller and of other proportions than the document.
    found.score = found.coverage + 0.25 * aspect_score(found.aspect) + 0.3 * std::sqrt(share) - 0.4 * overshoot;
    return found;
}

bool overlap(const Corners& a, const Corners& b) {
    std::vector<cv::Point2f> one(a.begin(), a.end()), other(b.begin(), b.end()), common;
    const double shared = cv::intersectConvexConvex(one, other, common);
    return shared > 0.1 * std::min(std::abs(area_of(a)), std::abs(area_of(b)));
}

// Robust: a second fit leaves out what the first one does not explain.
std::optional<cv::Vec4f> fitted(std::vector<cv::Point2f> points) {
    constexpr std::size_t least_points = 8;
    cv::Vec4f line;
    for (double most_aside : {0.0, 1.5}) {
        if (most_aside > 0)
            std::erase_if(points, [&](cv::Point2f p) {
                return std::abs((p.x - line[2]) * line[1] - (p.y - line[3]) * line[0]) > most_aside;
            });
        if (points.size() < least_points) return std::nullopt;
        cv::fitLine(points, line, cv::DIST_HUBER, 0, 0.01, 0.01);
    }
    return line;
}

float sample(const cv::Mat& gray, cv::Point2d at) {
    const int x = static_cast<int>(std::floor(at.x)), y = static_cast<int>(std::floor(at.y));
    if (x < 0 || y < 0 || x + 1 >= gray.cols || y + 1 >= gray.rows) return -1;
    const double dx = at.x - x, dy = at.y - y;
    return static_cast<float>(
        (gray.at<std::uint8_t>(y, x) * (1 - dx) + gray.at<std::uint8_t>(y, x + 1) * dx) * (1 - dy) +
        (gray.at<std::uint8_t>(y + 1, x) * (1 - dx) + gray.at<std::uint8_t>(y + 1, x + 1) * dx) * dy);
}

// The steepest slope across a side at one of its points; nothing where it is flat or the picture ends.
std::optional<cv::Point2f> edge_near(const cv::Mat& gray, cv::Point2d at, cv::Point2d across, double reach) {
    constexpr double step = 0.5, least_slope = 4;
    double best = least_slope;
    std::optional<cv::Point2f> edge;
    for (double aside = -reach; aside <= reach; aside += step) {
        const float before = sample(gray, at + across * (aside - 1)), after = sample(gray, at + across * (aside + 1));
        if (before < 0 || after < 0) continue;
        // Of equally steep ones the nearest.
        const double slope = std::abs(after - before) * (1 - 0.3 * std::abs(aside) / reach);
        if (slope <= best) continue;
        best = slope;
        edge = cv::Point2f(at + across * aside);
    }
    return edge;
}

StraightLine refined_side(const cv::Mat& gray, cv::Point2d from, cv::Point2d to, double reach) {
    constexpr int steps = 60;
    const cv::Point2d along = (to - from) / std::max(1e-9, cv::norm(to - from)), across{-along.y, along.x};
    std::vector<cv::Point2f> points;
    for (int i = 0; i < steps; ++i) {
        const double share = corner_share + (1 - 2 * corner_share) * (i + 0.5) / steps;
        if (auto edge = edge_near(gray, from + (to - from) * share, across, reach)) points.push_back(*edge);
    }
    const auto line = fitted(std::move(points));
    if (!line) return {from, along};
    return {{(*line)[2], (*line)[3]}, {(*line)[0], (*line)[1]}};
}

}  // namespace

double aspect_of(const Corners& corners, cv::Size picture) {
    // The homography from the rectangle has columns that are its sides seen by the camera (Zhang and He 2007).
    constexpr double focal_share = 1.0;  // of the longer side
    const double focal = focal_share * std::max(picture.width, picture.height);
    const cv::Point2d middle(picture.width / 2.0, picture.height / 2.0);
    auto ray = [&](std::size_t i) {
        return cv::Vec3d((corners[i].x - middle.x) / focal, (corners[i].y - middle.y) / focal, 1);
    };
    const cv::Vec3d m1 = ray(0), m2 = ray(1), m3 = ray(3), m4 = ray(2);
    const double k2 = m1.cross(m4).dot(m3) / m2.cross(m4).dot(m3), k3 = m1.cross(m4).dot(m2) / m3.cross(m4).dot(m2);
    const double width = cv::norm(k2 * m2 - m1), height = cv::norm(k3 * m3 - m1);
    return height > 0 && std::isfinite(width / height) ? width / height : 1;
}

double share_of(const QuadCandidate& candidate, cv::Size picture) {
    return area_of(candidate.corners) / picture.area();
}

std::vector<QuadCandidate> quads_between(const std::vector<StraightLine>& lines, cv::Size picture) {
    const auto pairs = opposite_pairs(lines, picture);
    std::vector<QuadCandidate> candidates;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        for (std::size_t j = i + 1; j < pairs.size(); ++j)
            if (auto candidate = candidate_of(pairs[i], pairs[j], picture)) candidates.push_back(*candidate);
    return candidates;
}

std::vector<QuadCandidate> best_quads(std::vector<QuadCandidate> candidates, std::size_t most) {
    std::ranges::sort(candidates, std::greater{}, &QuadCandidate::score);
    std::vector<QuadCandidate> best;
    for (const QuadCandidate& candidate : candidates) {
        if (best.size() == most) break;
        auto over = [&](const QuadCandidate& other) { return overlap(candidate.corners, other.corners); };
        if (std::ranges::none_of(best, over)) best.push_back(candidate);
    }
    return best;
}

Corners refined(const cv::Mat& gray, const Corners& corners, double reach) {
    std::vector<StraightLine> sides;
    for (std::size_t i = 0; i < 4; ++i) sides.push_back(refined_side(gray, corners[i], corners[(i + 1) % 4], reach));
    Corners result = corners;
    for (std::size_t i = 0; i < 4; ++i)
        if (auto corner = crossing(sides[(i + 3) % 4], sides[i]))
            if (cv::norm(*corner - corners[i]) < 4 * reach) result[i] = *corner;
    return result;
}

}  // namespace limner
