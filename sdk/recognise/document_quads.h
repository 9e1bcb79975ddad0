#pragma once

#include "recognise/straight_lines.h"

#include <array>
#include <optional>
#include <vector>

namespace limner {

using Corners = std::array<cv::Point2d, 4>;

/// A quadrangle between four lines, clockwise.
struct QuadCandidate {
    Corners corners{};
    double score = 0;  ///< 0..1 and a little above: coverage of the sides, size, proportions.
    double coverage = 0;
    double aspect = 0;  ///< The longer side by the shorter, without perspective.
};

/// The quadrangles between these lines.
std::vector<QuadCandidate> quads_between(const std::vector<StraightLine>& lines, cv::Size picture);

/// The best that do not overlap, at most `most`.
std::vector<QuadCandidate> best_quads(std::vector<QuadCandidate> candidates, std::size_t most);

/// Of the picture.
double share_of(const QuadCandidate& candidate, cv::Size picture);

/// Width by height of the rectangle that the corners, clockwise from its top left one, show in perspective. The
/// camera's angle of view is taken for a usual one.
double aspect_of(const Corners& corners, cv::Size picture);

/// Each side laid through the steepest slopes near it. `reach`: how far aside they are looked for, in pixels.
Corners refined(const cv::Mat& gray, const Corners& corners, double reach);

}  // namespace limner
