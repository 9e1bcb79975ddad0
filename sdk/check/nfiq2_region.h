#pragma once

#include <opencv2/core.hpp>

namespace limner::nfiq2 {

/// Where the print lies, and how its ridges flow there.
struct Region {
    int pixels = 0;            ///< SufficientFingerprintForeground.
    double mean_level = 255;   ///< ImgProcROIArea_Mean: 255 where there is no print.
    double coherence_sum = 0;  ///< Of the squares of 32 px that the print touches.
    double coherence_mean = 0;
};

Region region_of(const cv::Mat& gray);

/// The part without the nearly white rows and columns at the edges; all of it where nothing is darker.
cv::Mat without_white_frame(const cv::Mat& gray);

}  // namespace limner::nfiq2
