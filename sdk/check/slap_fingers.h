#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace limner {

/// Pixels at 500 ppi: the grid on which ridges are told from anything else on the glass.
inline constexpr int slap_cell_px = 16;

/// CV_8U, 255 where a cell of `gray` (CV_8U at 500 ppi) has the spectrum of ridges: one wave of their period, not the
/// many of letters, lines or dirt. Holes within prints are filled.
cv::Mat ridge_cells(const cv::Mat& gray);

/// The end of a finger, in pixels at 500 ppi.
struct FingerEnd {
    cv::Point2d centre{};
    double width = 0, height = 0;  ///< Across and along the finger.
    double tilt = 0;               ///< Radians, clockwise from upright.
    double area = 0;               ///< Of its cells, in pixels.
    bool is_at_side = false;       ///< It touches the picture's left or right edge.
};

struct HandOnGlass {
    std::vector<FingerEnd> fingers{};  ///< From left to right across the hand.
    double tilt = 0;                   ///< Radians, clockwise from upright.
};

/// What fingers of a hand look like.
struct HandLimits {
    double widest = 0;      ///< Pixels at 500 ppi: what is wider are fingers that touch.
    double most_apart = 0;  ///< Radians: no finger leans further from the hand's tilt.
};

/// Where there are more than `expected` fingers, those at the picture's sides are left out.
HandOnGlass find_fingers(const cv::Mat& cells, std::size_t expected, const HandLimits& limits);

}  // namespace limner
