#pragma once

#include <opencv2/core.hpp>
#include <optional>

namespace limner {

/// The row of print in a field's box on a grey page: its place may be off by half the box's height. Nothing where the
/// box is empty.
std::optional<cv::Rect> find_row(const cv::Mat& page, const cv::Rect& box);

/// Whether a single dash, and no letter, stands in the box.
bool is_dash(const cv::Mat& page, const cv::Rect& box);

/// The row as recognisers want it: its background even, its characters about 32 px high, or `times` as high.
cv::Mat prepared_row(const cv::Mat& page, const cv::Rect& row, double times = 1);

}  // namespace limner
