#pragma once

#include <opencv2/core.hpp>

#include <array>
#include <optional>
#include <vector>

namespace limner {

/// Pixels at 500 ppi: the side of a cell, the grid on which a print is told from its ground, and of a block, the window
/// in which ridges are measured (1.6 mm, three to four ridges).
inline constexpr int cell_px = 16;
inline constexpr int block_px = 32;

/// Pixels by gray level.
using Histogram = std::array<int, 256>;

/// `gray` and `mask`: CV_8U; only pixels where the mask is not 0, all without a mask.
Histogram histogram_of(const cv::Mat& gray, const cv::Mat& mask = {});

/// The gray level that `share` of the pixels reach or stay below.
double level_below_which(const Histogram& histogram, double share);

/// Where the finger touched, by cells of cell_px.
struct PrintArea {
    cv::Mat cells{};    ///< CV_8U, 255 in the largest connected print, 0 elsewhere.
    double ground = 0;  ///< Gray level of the empty glass (or of the lightest valleys where the print fills the image).
    double dark = 0;    ///< Gray level of the darkest ridges.
    int cell_count = 0;
    bool is_inverted = false;  ///< Light ridges on a dark ground; then `ground` and `dark` are of the ridges.
};

/// Tells the print from its ground: a cell belongs to it where its gray levels vary more than a sensor's noise, or
/// where it is flooded dark. `gray`: CV_8U, at least one cell large.
PrintArea find_print(const cv::Mat& gray);

/// Ridges in one block.
struct RidgeBlock {
    double orientation_certainty = 0;  ///< 0..1: 1 - smaller / larger eigenvalue of the gradients' covariance.
    double ridge_energy = 0;   ///< 0..1: share of the profile's spectrum at the ridges' frequency; 0: no ridges.
    double local_clarity = 0;  ///< 0..1: how well ridge and valley pixels part at the threshold between them.
    double contrast = 0;       ///< Gray levels between the mean valley and the mean ridge.
    std::optional<double> period_px{};  ///< From ridge to ridge; absent where there are no ridges.
    cv::Vec2d gradients{};              ///< Sum of the gradients' squares, each along twice its angle: xx - yy, 2 xy.
    double gradient_energy = 0;         ///< Sum of the gradients' squares: xx + yy.
};

/// All blocks that lie wholly on the print, in steps of one cell.
std::vector<RidgeBlock> measure_blocks(const cv::Mat& gray, const PrintArea& area);

}  // namespace limner
