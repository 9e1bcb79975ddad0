#pragma once

#include "recognise/mrz_band.h"

#include <opencv2/core/mat.hpp>

namespace limner {

/// A line of print made straight: cell k takes the columns from (margin_cells + k) * cell_width_px on, capitals are
/// capital_height_px high around the middle row; ink is dark. Contrast is stretched to the whole range. The margins
/// show what stands before the first and after the last cell.
struct MrzStrip {
    static constexpr int cell_width_px = 32;
    static constexpr int capital_height_px = 32;
    static constexpr int height_px = 48;
    static constexpr int margin_cells = 3;
    cv::Mat gray{};
    int cells = 0;
};

MrzStrip straighten(const cv::Mat& gray, const MrzTrack& track, int cells);

/// How a line is made straight for a recogniser: as MrzStrip's constants.
struct MrzStripShape {
    int cell_width_px = 0;
    int capital_height_px = 0;
    int height_px = 0;
    int margin_cells = 0;
};

/// The line in the picture's own greys; white where it lies outside the picture.
cv::Mat straighten(const cv::Mat& gray, const MrzTrack& track, int cells, const MrzStripShape& shape);

}  // namespace limner
