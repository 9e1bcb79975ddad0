#include "check/nfiq2_features.h"

#include "check/nfiq2_blocks.h"
#include "check/nfiq2_region.h"
#include "check/nfiq2_ridges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>
#include <vector>

namespace limner::nfiq2 {
namespace {

using Features = std::map<std::string, double>;
using Limits = std::array<double, 9>;  // between ten bins, each with its lower limit

constexpr Limits frequency_limits{0.268, 0.304, 0.33, 0.355, 0.38, 0.407, 0.44, 0.50, 1};
constexpr Limits clarity_limits{0, 0.70, 0.74, 0.77, 0.79, 0.81, 0.83, 0.85, 0.87};
constexpr Limits certainty_limits{0.337, 0.479, 0.579, 0.655, 0.716, 0.766, 0.81, 0.852, 0.898};
constexpr Limits flow_limits{1.715e-2, 3.5e-2, 5.57e-2, 8.1e-2, 1.15e-1, 1.718e-1, 2.569e-1, 4.758e-1, 7.48e-1};
constexpr Limits uniformity_limits{0.5, 0.667, 0.8, 1, 1.25, 1.5, 2, 24, 30};

constexpr double least_deviation = 1, lightest_mean = 250;  // of a picture that is worth measuring

void add_histogram(Features& features, const std::string& name, std::vector<double> values, const Limits& limits) {
    if (values.empty()) return;
    std::array<int, std::tuple_size_v<Limits> + 1> bins{};
    for (double value : values)
        ++bins[static_cast<std::size_t>(std::upper_bound(limits.begin(), limits.end(), value) - limits.begin())];
    for (std::size_t i = 0; i < bins.size(); ++i) features[name + "_Bin10_" + std::to_string(i)] = bins[i];
    std::ranges::sort(values);  // the order of adding up is NFIQ 2's
    cv::Scalar mean, deviation;
    cv::meanStdDev(values, mean, deviation);
    features[name + "_Bin10_Mean"] = mean[0];
    features[name + "_Bin10_StdDev"] = deviation[0];
}

// FDA, LCS and RVUP look at the same windows.
void add_ridge_features(Features& features, const cv::Mat& gray) {
    constexpr BlockGrid grid{.side = 32, .border = 2};
    const cv::Mat_<uchar> is_ridge = ridge_blocks(gray, grid);
    std::vector<double> frequencies, clarities, ratios;
    for (int row = 0; row < is_ridge.rows; ++row)
        for (int column = 0; column < is_ridge.cols; ++column) {
            if (!is_ridge(row, column)) continue;
            const cv::Rect block = grid.at(row, column);
            const cv::Point border(grid.border, grid.border);
            const RidgeWindow window{gray, cv::Rect(block.tl() - border, block.br() + border),
                                     orientation_of(gradients_of(gray(block)))};
            frequencies.push_back(frequency_domain_analysis(window));
            clarities.push_back(local_clarity(window));
            add_width_ratios(window, ratios);
        }
    add_histogram(features, "FDA", std::move(frequencies), frequency_limits);
    add_histogram(features, "LCS", std::move(clarities), clarity_limits);
    add_histogram(features, "RVUP", std::move(ratios), uniformity_limits);
}

// Of all whole squares, print or not.
void add_orientation_certainty(Features& features, const cv::Mat& gray) {
    constexpr int side = 32;
    std::vector<double> certainties;
    for (int y = 0; y + side <= gray.rows; y += side)
        for (int x = 0; x + side <= gray.cols; x += side)
            if (const auto certainty = orientation_certainty(gray({x, y, side, side})))
                certainties.push_back(*certainty);
    add_histogram(features, "OCL", std::move(certainties), certainty_limits);
}

// Mean change of orientation to the eight neighbours, beyond what ridges curve anyway. Angles are subtracted as numbers
// and blocks outside count as 0: NFIQ 2's definition.
void add_orientation_flow(Features& features, const cv::Mat& gray) {
    constexpr BlockGrid grid{.side = 32, .border = 2};
    constexpr double least = 4 * (std::numbers::pi / 180), range = (90 - 4) * (std::numbers::pi / 180);
    const cv::Mat_<uchar> is_ridge = ridge_blocks(gray, grid);
    if (is_ridge.empty()) return;
    cv::Mat_<double> orientations(is_ridge.rows + 2, is_ridge.cols + 2, 0.0);
    for (int row = 0; row < is_ridge.rows; ++row)
        for (int column = 0; column < is_ridge.cols; ++column)
            orientations(row + 1, column + 1) = orientation_of(gradients_of(gray(grid.at(row, column))));
    std::vector<double> changes;
    for (int row = 1; row + 1 < is_ridge.rows; ++row)
        for (int column = 1; column + 1 < is_ridge.cols; ++column) {
            const cv::Rect around(column - 1, row - 1, 3, 3);
            if (cv::countNonZero(is_ridge(around)) < around.area()) continue;
            double change = 0;
            for (double other : cv::Mat_<double>(orientations(around + cv::Point(1, 1))))
                change += std::abs(other - orientations(row + 1, column + 1));
            change /= 8;
            if (change > least) changes.push_back((change - least) / range);
        }
    add_histogram(features, "OF", std::move(changes), flow_limits);
}

double mean_of_square_means(const cv::Mat& gray) {
    constexpr int side = 32;
    double sum = 0;
    int count = 0;
    for (int y = 0; y < gray.rows; y += side)
        for (int x = 0; x < gray.cols; x += side, ++count)
            sum += cv::mean(gray(cv::Rect(x, y, side, side) & cv::Rect({}, gray.size())))[0];
    return sum / count;
}

void add_region(Features& features, const cv::Mat& gray) {
    const Region region = region_of(gray);
    features["SufficientFingerprintForeground"] = region.pixels;
    features["ImgProcROIArea_Mean"] = region.mean_level;
    features["OrientationMap_ROIFilter_CoherenceSum"] = region.coherence_sum;
    features["OrientationMap_ROIFilter_CoherenceRel"] = region.coherence_mean;
}

}  // namespace

Features features_of(const cv::Mat& whole) {
    const cv::Mat gray = without_white_frame(whole);
    cv::Scalar mean, deviation;
    cv::meanStdDev(gray, mean, deviation);
    Features features{{"UniformImage", deviation[0]},
                      {"EmptyImageOrContrastTooLow", mean[0]},
                      {"Mu", mean[0]},
                      {"MMB", mean_of_square_means(gray)}};
    if (deviation[0] < least_deviation || mean[0] > lightest_mean) return features;
    add_ridge_features(features, gray);
    add_orientation_certainty(features, gray);
    add_orientation_flow(features, gray);
    add_region(features, gray);
    return features;
}

}  // namespace limner::nfiq2
