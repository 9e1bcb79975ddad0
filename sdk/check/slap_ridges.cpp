#include "check/slap_fingers.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limner {
namespace {

// At half the resolution: a ridge period of 9 px is 4.5 there, and a window holds some seven ridges.
constexpr int window_px = 32, step_px = slap_cell_px / 2;
constexpr double shortest_period = 2.6, longest_period = 8, least_deviation = 7;
// Of the smoothed share: at least, and of what the clearest tenth of the picture has.
constexpr double least_share = 0.22, of_clearest = 0.45, clearest = 0.1, smoothing_cells = 1, least_cell_deviation = 12;

cv::Mat hann() {
    cv::Mat window(window_px, window_px, CV_32F);
    auto weight = [](int i) { return 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (i + 0.5) / window_px); };
    for (int y = 0; y < window_px; ++y)
        for (int x = 0; x < window_px; ++x) window.at<float>(y, x) = static_cast<float>(weight(x) * weight(y));
    return window;
}

// Ridges take about half of a window, strokes of a pen much less: then the gray levels lean to the dark.
bool has_ridges_depth(const cv::Mat& window) {
    constexpr double most_lean = 1.3;
    cv::Scalar mean, deviation;
    cv::meanStdDev(window, mean, deviation);
    if (deviation[0] < least_deviation) return false;
    const cv::Mat from_mean = window - mean[0];
    const double cubes = from_mean.dot(from_mean.mul(from_mean)) / static_cast<double>(window.total());
    return cubes > -most_lean * std::pow(deviation[0], 3);
}

// Share of a window's power that lies in the strongest wave of a ridge's period.
double share_of_ridges(const cv::Mat& window, const cv::Mat& weights) {
    cv::Mat spectrum;
    cv::dft((window - cv::mean(window)[0]).mul(weights), spectrum, cv::DFT_COMPLEX_OUTPUT);
    constexpr int half = window_px / 2;
    cv::Mat power = cv::Mat::zeros(window_px, half + 1, CV_32F);
    double total = 0;
    for (int y = 0; y < window_px; ++y)
        for (int x = 0; x <= half; ++x) {
            const auto& value = spectrum.at<cv::Vec2f>(y, x);
            const int down = y > half ? y - window_px : y;
            const double radius = std::hypot(x, down);
            if (radius < 1.5 || (x == 0 && down < 0)) continue;
            power.at<float>(y, x) = value[0] * value[0] + value[1] * value[1];
            total += static_cast<double>(power.at<float>(y, x));
        }
    double strongest = 0;
    for (int y = 0; y < window_px; ++y)
        for (int x = 0; x <= half; ++x) {
            const double radius = std::hypot(x, y > half ? y - window_px : y);
            if (radius < window_px / longest_period || radius > window_px / shortest_period) continue;
            double sum = 0;
            for (int v = -1; v <= 1; ++v)
                for (int u = std::max(x - 1, 0); u <= std::min(x + 1, half); ++u)
                    sum += static_cast<double>(power.at<float>((y + v + window_px) % window_px, u));
            strongest = std::max(strongest, sum);
        }
    return total > 0 ? strongest / total : 0;
}

// Smoothed, by cells.
cv::Mat ridge_shares(const cv::Mat& gray) {
    const cv::Size grid(gray.cols / slap_cell_px, gray.rows / slap_cell_px);
    if (grid.empty()) return {};
    static const cv::Mat weights = hann();
    cv::Mat half, padded, shares(grid, CV_32F);
    cv::resize(gray, half, {gray.cols / 2, gray.rows / 2}, 0, 0, cv::INTER_AREA);
    constexpr int border = (window_px - step_px) / 2;
    cv::copyMakeBorder(half, padded, border, window_px, border, window_px, cv::BORDER_REPLICATE);
    padded.convertTo(padded, CV_32F);
    for (int y = 0; y < grid.height; ++y)
        for (int x = 0; x < grid.width; ++x) {
            const cv::Mat window = padded({x * step_px, y * step_px, window_px, window_px});
            const double share = has_ridges_depth(window) ? share_of_ridges(window, weights) : 0;
            shares.at<float>(y, x) = static_cast<float>(share);
        }
    cv::GaussianBlur(shares, shares, {}, smoothing_cells);
    return shares;
}

// Cells with anything on them: a window sees past the bare glass between a finger's joints, a cell does not.
cv::Mat inked_cells(const cv::Mat& gray, const cv::Size& grid) {
    cv::Mat smooth, mean, mean_square;
    cv::GaussianBlur(gray({0, 0, grid.width * slap_cell_px, grid.height * slap_cell_px}), smooth, {}, 1.0);
    smooth.convertTo(smooth, CV_32F);
    cv::resize(smooth, mean, grid, 0, 0, cv::INTER_AREA);
    cv::resize(smooth.mul(smooth), mean_square, grid, 0, 0, cv::INTER_AREA);
    return mean_square - mean.mul(mean) >= least_cell_deviation * least_cell_deviation;
}

void fill_holes(cv::Mat& mask) {
    cv::Mat outside;
    cv::copyMakeBorder(mask, outside, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
    cv::floodFill(outside, cv::Point(0, 0), 128);
    mask.setTo(255, outside({1, 1, mask.cols, mask.rows}) == 0);
}

}  // namespace

cv::Mat ridge_cells(const cv::Mat& gray) {
    const cv::Mat shares = ridge_shares(gray);
    if (shares.empty()) return {};
    cv::Mat sorted = shares.reshape(0, 1).clone();
    cv::sort(sorted, sorted, cv::SORT_EVERY_ROW | cv::SORT_DESCENDING);
    const auto strong = static_cast<double>(sorted.at<float>(static_cast<int>(clearest * sorted.cols)));
    cv::Mat mask = (shares >= std::max(least_share, of_clearest * strong)) & inked_cells(gray, shares.size());
    fill_holes(mask);
    cv::morphologyEx(mask, mask, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5}));
    return mask;
}

}  // namespace limner
