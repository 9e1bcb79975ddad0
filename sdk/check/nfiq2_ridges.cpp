#include "check/nfiq2_ridges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace limner::nfiq2 {
namespace {

constexpr int padding_px = 2;  // around a window, where a measure pads it

using Profile = std::array<double, profile_px>;
using Turned = std::array<std::array<uchar, profile_px>, depth_px>;
using IsRidge = std::array<bool, profile_px>;

// Turns a window and gives the pixels asked for. The steps are OpenCV's rotation by nearest neighbours, with its
// rounding to 1/1024 px: another rounding takes other pixels and moves blocks from one bin to the next. A padded window
// goes on as the picture does; outside a window and the picture all is black.
class Turner {
public:
    Turner(const RidgeWindow& window, double angle, bool is_padded) : picture_(window.picture) {
        const int padding = is_padded ? padding_px : 0;
        const cv::Rect area(window.area.tl() - cv::Point(padding, padding),
                            window.area.br() + cv::Point(padding, padding));
        origin_ = area.tl();
        seen_ = area & cv::Rect({}, picture_.size());
        const double degrees = angle * (180.0 / std::numbers::pi), radians = degrees * (std::numbers::pi / 180);
        const double alpha = std::cos(radians), beta = std::sin(radians);
        const double x = area.width / 2.0, y = area.height / 2.0;
        invert({alpha, beta, (1 - alpha) * x - beta * y, -beta, alpha, beta * x + (1 - alpha) * y});
    }

    uchar at(int column, int row) const noexcept {
        const int x = (fixed(matrix_[1] * row + matrix_[2]) + half + fixed(matrix_[0] * column)) >> bits;
        const int y = (fixed(matrix_[4] * row + matrix_[5]) + half + fixed(matrix_[3] * column)) >> bits;
        const cv::Point at = origin_ + cv::Point(x, y);
        return seen_.contains(at) ? picture_.ptr<uchar>(at.y)[at.x] : uchar{0};
    }

private:
    static constexpr int bits = 10;
    static constexpr int half = 1 << (bits - 1);
    static int fixed(double value) noexcept { return cvRound(value * (1 << bits)); }

    void invert(const std::array<double, 6>& m) {
        const double scale = 1 / (m[0] * m[4] - m[1] * m[3]);
        matrix_ = {m[4] * scale, m[1] * -scale, 0, m[3] * -scale, m[0] * scale, 0};
        matrix_[2] = -matrix_[0] * m[2] - matrix_[1] * m[5];
        matrix_[5] = -matrix_[3] * m[2] - matrix_[4] * m[5];
    }

    const cv::Mat& picture_;
    cv::Point origin_{};
    cv::Rect seen_{};
    std::array<double, 6> matrix_{};
};

// The window's middle, its ridges upright.
Turned upright(const RidgeWindow& window, bool is_padded) {
    const Turner turner(window, window.orientation, is_padded);
    const int left = window.area.height / 2 - profile_px / 2, top = window.area.height / 2 - depth_px / 2;
    Turned turned{};
    for (int row = 0; row < depth_px; ++row)
        for (int column = 0; column < profile_px; ++column)
            turned[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
                turner.at(left + column, top + row);
    return turned;
}

// A straight line by least squares, rounded to ten decimals as NFIQ 2 does, and what lies below it.
struct Segments {
    Profile line{};
    IsRidge is_ridge{};
};

Segments segments_of(const Turned& turned) {
    Profile profile{};
    for (std::size_t i = 0; i < profile.size(); ++i) {
        int sum = 0;
        for (const auto& row : turned) sum += row[i];
        profile[i] = static_cast<double>(sum) / depth_px;
    }
    constexpr double n = profile_px, middle = (n + 1) / 2, spread = n * (n * n - 1) / 12;
    double mean = 0, slope = 0;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        mean += profile[i] / n;
        slope += (static_cast<double>(i + 1) - middle) * profile[i];
    }
    slope /= spread;
    auto rounded = [](double value) { return std::round(value * 1e10) / 1e10; };
    const double start = rounded(mean - slope * middle);
    slope = rounded(slope);
    Segments segments;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        segments.line[i] = static_cast<double>(i + 1) * slope + start;
        segments.is_ridge[i] = profile[i] < segments.line[i];
    }
    return segments;
}

// The places behind which ridge and valley change, of the first `count` samples.
std::vector<int> changes_of(const IsRidge& is_ridge, std::size_t count) {
    std::vector<int> changes;
    for (std::size_t i = 1; i < count; ++i)
        if (is_ridge[i] != is_ridge[i - 1]) changes.push_back(static_cast<int>(i) - 1);
    return changes;
}

double mean_of(const std::vector<double>& values) { return values.empty() ? 0 : cv::mean(values)[0]; }

// Mean widths as shares of the widest possible, 20 px at 500 ppi.
bool has_ridge_widths(const std::vector<int>& changes, bool begins_with_ridge) {
    constexpr double widest = 20, ridge_min = 3, valley_min = 2, largest = 10;
    std::vector<double> ridges, valleys;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const int width = i == 0 ? changes[0] : changes[i] - changes[i - 1];
        ((i % 2 == 0) == begins_with_ridge ? ridges : valleys).push_back(width / widest);
    }
    const double ridge = mean_of(ridges), valley = mean_of(valleys);
    return ridge >= ridge_min / widest && ridge <= largest / widest && valley >= valley_min / widest &&
           valley <= largest / widest;
}

std::array<double, profile_px / 2 + 1> spectrum_of(const Profile& profile) {
    static const auto waves = [] {
        Profile cosines{};
        for (std::size_t i = 0; i < cosines.size(); ++i)
            cosines[i] = std::cos(2 * std::numbers::pi * static_cast<double>(i) / profile_px);
        return cosines;
    }();
    std::array<double, profile_px / 2 + 1> amplitudes{};
    for (std::size_t k = 1; k < amplitudes.size(); ++k) {
        double real = 0, imaginary = 0;
        for (std::size_t i = 0; i < profile.size(); ++i) {
            real += profile[i] * waves[k * i % profile_px];
            imaginary += profile[i] * waves[(k * i + profile_px * 3 / 4) % profile_px];
        }
        amplitudes[k] = std::hypot(real, imaginary);
    }
    return amplitudes;
}

}  // namespace

double frequency_domain_analysis(const RidgeWindow& window) {
    const Turner turner(window, window.orientation + std::numbers::pi / 2, true);
    const int middle = window.area.height / 2;
    Profile profile{};
    for (int i = 0; i < profile_px; ++i) {
        int sum = 0;
        for (int j = 0; j < depth_px; ++j) sum += turner.at(middle - depth_px / 2 + j, middle - profile_px / 2 + i);
        profile[static_cast<std::size_t>(i)] = static_cast<double>(sum) / depth_px;
    }
    const auto amplitudes = spectrum_of(profile);
    const auto peak =
        static_cast<std::size_t>(std::max_element(amplitudes.begin() + 1, amplitudes.end()) - amplitudes.begin());
    if (peak == 1) return 1;
    double sum = 0;
    for (std::size_t k = 1; k < amplitudes.size() - 1; ++k) sum += amplitudes[k];
    const double after = peak + 1 < amplitudes.size() ? amplitudes[peak + 1] : amplitudes[peak - 1];
    return (amplitudes[peak] + 0.3 * (amplitudes[peak - 1] + after)) / sum;
}

double local_clarity(const RidgeWindow& window) {
    const Turned turned = upright(window, false);
    const Segments segments = segments_of(turned);
    const auto changes = changes_of(segments.is_ridge, profile_px);
    if (changes.empty() || !has_ridge_widths(changes, segments.is_ridge[0])) return 0;
    int ridges = 0, valleys = 0, light_ridges = 0, dark_valleys = 0;
    for (std::size_t i = 0; i < profile_px; ++i) {
        (segments.is_ridge[i] ? ridges : valleys) += depth_px;
        for (const auto& row : turned) {
            const bool is_light = row[i] >= segments.line[i];
            light_ridges += segments.is_ridge[i] && is_light ? 1 : 0;
            dark_valleys += !segments.is_ridge[i] && !is_light ? 1 : 0;
        }
    }
    return 1.0 - (static_cast<double>(dark_valleys) / valleys + static_cast<double>(light_ridges) / ridges) / 2.0;
}

void add_width_ratios(const RidgeWindow& window, std::vector<double>& ratios) {
    const Segments segments = segments_of(upright(window, true));
    // The last sample's change is not looked at: NFIQ 2's definition.
    const auto changes = changes_of(segments.is_ridge, profile_px - 1);
    if (changes.size() < 4 || changes.back() <= changes.front() + 1) return;
    const bool begins_with_ridge = segments.is_ridge[static_cast<std::size_t>(changes.front()) + 1];
    std::vector<double> widths;  // of what is whole but for the first, the last in front
    for (std::size_t i = changes.size() - 1; i > 1; --i) widths.push_back(changes[i] - changes[i - 1]);
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
        const double ratio = widths[i] / widths[i + 1];
        ratios.push_back((i % 2 == 1) == begins_with_ridge ? 1 / ratio : ratio);
    }
}

}  // namespace limner::nfiq2
