#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace limner {

/// Parts of a grey picture that may be square codes, each in the middle of its rectangle with a margin around: dense
/// contrast over an area about as high as wide. The largest first, at most 16.
std::vector<cv::Rect> find_code_regions(const cv::Mat& gray);

}  // namespace limner
