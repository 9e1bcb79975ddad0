#pragma once

#include <limner/base/until.h>
#include <limner/frame/geometry.h>

#include <array>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace limner {

/// The track of one printed line: the centre of cell k (from 0) is (x(k), y(k)), quadratics in k whose coefficients
/// ascend, in pixels of the image that was searched. Curved paper and perspective bend them.
struct MrzTrack {
    std::array<double, 3> x{};
    std::array<double, 3> y{};
    double capital_height_px = 0;

    Point at(double cell) const;
    /// Along the line, per cell.
    Point step_at(double cell) const;
};

/// Lines that may be an MRZ: two of 44 or 36 cells or three of 30, from the top line down as the track runs.
/// Which end is up is not known: reading it tells (see upside_down).
struct MrzBand {
    std::vector<MrzTrack> lines{};
    int cells = 0;
    double regularity_0_1 = 0;  ///< Cells with a glyph in its place, times such glyphs that are not outside the cells.
    double variety_0_1 = 0;     ///< How unlike neighbouring glyphs are: near 0 for weave, tiles and perforations.
    double rarity_0_1 = 1;      ///< Less where many rows have its pitch and direction, as weave and tiles have.

    MrzBand upside_down() const;
    /// The same lines with the cells counted from the one that is cell `by` now.
    MrzBand shifted(int by) const;
    /// Its outline, clockwise from the top left corner.
    Quad outline() const;
};

/// Finds bands of evenly spaced glyphs in a grey picture, in any direction. The most regular, various and rare first,
/// at most 600; fewer where `until` passes first.
std::vector<MrzBand> find_mrz_bands(const cv::Mat& gray, const Until& until);

}  // namespace limner
