#pragma once

#include <opencv2/core.hpp>

#include <optional>
#include <vector>

namespace limner::nfiq2 {

constexpr double min_deviation = 0.1;  ///< Of a ridge block, as a share of the whole picture's.

/// Mean products of the gray levels' gradients in one block; at its edges differences to one side, as if there were
/// nothing beyond it.
struct Gradients {
    double xx = 0, yy = 0, xy = 0;
};
Gradients gradients_of(const cv::Mat& block);

/// Direction across the ridges, radians. It takes c where the exact angle takes 2 c: NFIQ 2's definition, kept.
double orientation_of(const Gradients& gradients) noexcept;

/// How far the gradients of a block point one way, 0..1; nothing where there are none. NFIQ 2's orientation certainty
/// level.
std::optional<double> orientation_certainty(const cv::Mat& block);

/// Blocks of `side` px in steps of `side`, `border` px from the picture's edges.
struct BlockGrid {
    int side = 32;
    int border = 2;

    /// How many fit into `length` px.
    int count(int length) const noexcept { return length < side + 2 * border ? 0 : (length - 2 * border) / side; }
    cv::Rect at(int row, int column) const noexcept {
        return {border + column * side, border + row * side, side, side};
    }
};

/// CV_8U, one element a block of the grid: 1 where all the picture under it varies like ridges. What varies is told by
/// squares of the same side from the picture's corner on.
cv::Mat ridge_blocks(const cv::Mat& gray, const BlockGrid& grid);

}  // namespace limner::nfiq2
