#pragma once

#include <opencv2/core.hpp>
#include <optional>

namespace limner {

/// A picture on a page: a portrait, a signature.
struct PagePicture {
    cv::Rect box{};
    double confidence_0_1 = 0;
};

/// The portrait about its place on a grey page: its frame where one is seen, the place's own sides where none is. The
/// confidence falls with every side that is not seen and with tones that are near the paper's. Nothing where there is
/// only paper.
std::optional<PagePicture> find_portrait(const cv::Mat& gray, const cv::Rect& place, double pixels_per_mm);

/// The ink in a signature's place, from its first stroke to its last. Nothing where the place is empty. Print in the
/// place cannot be told from a signature.
std::optional<PagePicture> find_signature(const cv::Mat& gray, const cv::Rect& place, double pixels_per_mm);

}  // namespace limner
