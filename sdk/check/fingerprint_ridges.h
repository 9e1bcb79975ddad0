#pragma once

#include <opencv2/core.hpp>

namespace limner {

/// The ridges of a print at 500 ppi, made clear.
struct RidgeMap {
    cv::Mat ridges{};     ///< CV_8U: 1 on a ridge, 0 elsewhere.
    cv::Mat coherence{};  ///< CV_32F, 0..1: how far all gradients around agree in direction.
    cv::Mat mask{};       ///< CV_8U: 255 where the print is and its direction is known.
};

/// `gray`: CV_8U, `cells`: the print by cells of cell_px, as find_print() gives it; `period_px`: from ridge to ridge.
RidgeMap trace_ridges(const cv::Mat& gray, const cv::Mat& cells, double period_px);

/// The ridges one pixel wide (Zhang and Suen, Communications of the ACM 27(3), 1984). `ridges`: CV_8U of 0 and 1.
cv::Mat thin(const cv::Mat& ridges);

}  // namespace limner
