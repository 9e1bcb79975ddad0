#pragma once

#include <limner/base/result.h>
#include <limner/frame/image.h>

#include <opencv2/core.hpp>

#include <optional>

namespace limner {

/// A reader's frame as CV_8U at 500 ppi, which is also what it has where `ppi` is absent. invalid_argument for an empty
/// image or a resolution outside 50 to 5,000 ppi.
Result<cv::Mat> platen_at_500_ppi(const Image& frame, std::optional<double> ppi);

/// Whether a finger lies there: it covers more than any residue and is darker. `gray`: CV_8U at 500 ppi.
bool shows_finger(const cv::Mat& gray);

/// What is on a reader's glass beside a finger: structures of the ridges' width.
struct PlatenTraces {
    cv::Mat waves{};  ///< CV_32F: gray levels above and below the surroundings, between pixel noise and shading.
    cv::Mat cells{};  ///< CV_8U, one a cell of cell_px: 255 where the waves are above what the sensor's noise leaves.
};

/// `gray`: CV_8U at 500 ppi.
PlatenTraces find_platen_traces(const cv::Mat& gray);

}  // namespace limner
