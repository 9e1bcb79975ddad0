#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace limner::nfiq2 {

constexpr int profile_px = 32;  ///< Across the ridges.
constexpr int depth_px = 16;    ///< Along them.

/// One block with the border that turning it needs: 36 x 36 px of the picture, and the direction across its ridges.
struct RidgeWindow {
    const cv::Mat& picture;
    cv::Rect area{};
    double orientation = 0;
};

/// 0..1: share of the ridge profile's spectrum at its peak, neighbours at 0.3; 1 where the peak is the lowest wave.
double frequency_domain_analysis(const RidgeWindow& window);

/// 0..1: how well ridge and valley pixels part at the straight line through the profile; 0 where the widths are none of
/// ridges and valleys.
double local_clarity(const RidgeWindow& window);

/// Appends the ratios of each whole ridge's and valley's widths in the profile.
void add_width_ratios(const RidgeWindow& window, std::vector<double>& ratios);

}  // namespace limner::nfiq2
