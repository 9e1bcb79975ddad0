#pragma once

#include <opencv2/core.hpp>

namespace limner {

/// `gray` (CV_8U) as it would be at 500 ppi; itself, without a copy, where it is within 1 % of that.
cv::Mat at_500_ppi(const cv::Mat& gray, double ppi);

}  // namespace limner
