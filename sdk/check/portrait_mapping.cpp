#include "check/portrait_mapping.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limner::portrait::quality {
namespace {

double sigmoid(double x, double middle, double width) { return 1 / (1 + std::exp((middle - x) / width)); }

int percent(double value) {
    return std::isnan(value) ? 0 : static_cast<int>(std::lround(std::clamp(value, 0.0, 100.0)));
}

int rising(double x, double middle, double width) { return percent(100 * sigmoid(x, middle, width)); }
int falling(double x, double middle, double width, double height) {
    return percent(height * (1 - sigmoid(x, middle, width)));
}

}  // namespace

int background_uniformity(double mean_gradient) { return falling(mean_gradient, 10, 100, 190); }

int luminance_mean(double mean) { return percent(100 * sigmoid(mean, 0.2, 0.05) * (1 - sigmoid(mean, 0.8, 0.05))); }

int luminance_variance(double variance) {
    return percent(100 * std::sin(std::numbers::pi * 60 * variance / (60 * variance + 1)));
}

int under_exposure_prevention(double dark_share) { return percent(120 * (0.832 - sigmoid(dark_share, 0.92, 0.05))); }

int over_exposure_prevention(double bright_share) { return percent(std::round(1 / (bright_share + 0.01))); }

int dynamic_range(double entropy_bits) { return percent(12.5 * entropy_bits); }

int single_face_present(double ratio) { return percent(100 * (1 - ratio)); }

int eyes_open(double gap) { return rising(gap, 0.02, 0.01); }

int mouth_closed(double gap) { return falling(gap, 0.2, 0.06, 100); }

int inter_eye_distance(double pixels) { return rising(pixels, 70, 20); }

int head_size(double share) { return falling(std::abs(share - 0.45), 0, 0.05, 200); }

int crop_of_face(double distance) { return rising(distance, 0.9, 0.1); }

int margin_above_face(double distance) { return rising(distance, 1.4, 0.1); }

int margin_below_face(double distance) { return rising(distance, 1.8, 0.1); }

int head_pose(double degrees) {
    double cosine = std::max(0.0, std::cos(degrees * std::numbers::pi / 180));
    return percent(100 * cosine * cosine);
}

int illumination_uniformity(double intersection) {
    return percent(100 * std::pow(std::clamp(intersection, 0.0, 1.0), 0.3));
}

int natural_colour(double distance) { return falling(distance, 0, 10, 200); }

int occlusion_prevention(double occluded_share) { return percent(100 * (1 - occluded_share)); }

int unified_quality_score(double embedding_norm) { return rising(embedding_norm, 23, 2.6); }

int sharpness(double votes) { return percent(115 * sigmoid(votes, -20, 15) - 14); }

int compression_artifacts(double ssim) { return percent(100 * (1.03 * sigmoid(ssim, 0.3308, 0.092) - 0.0278)); }

int expression_neutrality(double score) { return rising(score, -5000, 5000); }

int no_head_coverings(double covered_share) {
    constexpr double most = 0.95;
    if (covered_share >= most) return 0;
    auto at = [](double share) { return sigmoid(share, 0.02, 0.1); };
    return covered_share <= 0 ? 100 : percent(100 * (at(most) - at(covered_share)) / (at(most) - at(0)));
}

}  // namespace limner::portrait::quality
