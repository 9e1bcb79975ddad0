#pragma once

#include <array>

#include <opencv2/core/mat.hpp>
#include <vector>

namespace limner {

/// A connected piece of ink of a character's size. `along` is the reading direction, `across` is at right angles to it.
struct MrzGlyph {
    double along = 0;  ///< Centre.
    double across = 0;
    double length = 0;  ///< Extent along.
    double height = 0;  ///< Extent across.
};

/// Pieces of dark ink in a grey picture. Bounded: a picture of noise yields at most 30,000.
std::vector<MrzGlyph> find_mrz_glyphs(const cv::Mat& gray);

/// Glyphs on one line, evenly spaced: glyph i is in cell `cells[i]`.
struct MrzRow {
    std::vector<MrzGlyph> glyphs{};
    std::vector<int> cells{};
    std::array<double, 3> along{};  ///< Quadratic in the cell, coefficients ascending.
    std::array<double, 3> across{};
    double pitch = 0;
    double height = 0;  ///< Of a capital.
};

/// Rows of at least 16 glyphs in cells of one pitch.
std::vector<MrzRow> find_mrz_rows(const std::vector<MrzGlyph>& glyphs);

}  // namespace limner
