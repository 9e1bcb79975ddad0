#include "check/fingerprint_blocks.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace limner {
namespace {

constexpr int profile_px = block_px;    // across the ridges
constexpr int depth_px = block_px / 2;  // along them
constexpr int reach_px = 18;            // from a block's centre to the corner of its turned window
constexpr int lowest_ridges = 2;        // ridges in a profile: a period of 16 px
constexpr int highest_ridges = 7;       // a period of 4.6 px
constexpr int frequencies = profile_px / 2;
constexpr double min_width_px = 2, max_width_px = 10;  // of one ridge or valley

using Profile = std::array<double, profile_px>;
using Window = std::array<std::array<float, profile_px>, depth_px>;

// Sums of the gradients' products over cells, from which any block's are put together.
class Gradients {
public:
    explicit Gradients(const cv::Mat& gray, cv::Size grid) {
        cv::Mat across, down, whole = gray({0, 0, grid.width * cell_px, grid.height * cell_px});
        cv::Sobel(whole, across, CV_32F, 1, 0, 1);
        cv::Sobel(whole, down, CV_32F, 0, 1, 1);
        cv::resize(across.mul(across), xx_, grid, 0, 0, cv::INTER_AREA);
        cv::resize(down.mul(down), yy_, grid, 0, 0, cv::INTER_AREA);
        cv::resize(across.mul(down), xy_, grid, 0, 0, cv::INTER_AREA);
    }

    struct Flow {
        double across = 0;  ///< Direction that crosses the ridges, radians.
        double certainty = 0;
        cv::Vec2d gradients{};
        double energy = 0;
    };
    Flow at(const cv::Rect& cells) const {
        double xx = cv::sum(xx_(cells))[0], yy = cv::sum(yy_(cells))[0], xy = cv::sum(xy_(cells))[0];
        double spread = std::hypot(xx - yy, 2 * xy), total = xx + yy;
        double certainty = total + spread > 0 ? 1 - (total - spread) / (total + spread) : 0;
        return {std::atan2(2 * xy, xx - yy) / 2, certainty, {xx - yy, 2 * xy}, total};
    }

private:
    cv::Mat xx_{}, yy_{}, xy_{};
};

// The block turned so that its ridges stand upright: columns run along the ridges.
Window turned_window(const cv::Mat& gray, cv::Point2d centre, double across) {
    Window window{};
    double dx = std::cos(across), dy = std::sin(across);
    for (int row = 0; row < depth_px; ++row) {
        double v = row - (depth_px - 1) / 2.0;
        for (int column = 0; column < profile_px; ++column) {
            double u = column - (profile_px - 1) / 2.0;
            double x = centre.x + u * dx - v * dy, y = centre.y + u * dy + v * dx;
            int left = static_cast<int>(x), top = static_cast<int>(y);
            auto fx = static_cast<float>(x - left), fy = static_cast<float>(y - top);
            const auto* upper = gray.ptr<uchar>(top) + left;
            const auto* lower = gray.ptr<uchar>(top + 1) + left;
            float above = static_cast<float>(upper[0]) * (1 - fx) + static_cast<float>(upper[1]) * fx;
            float below = static_cast<float>(lower[0]) * (1 - fx) + static_cast<float>(lower[1]) * fx;
            window[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = above * (1 - fy) + below * fy;
        }
    }
    return window;
}

Profile profile_of(const Window& window) {
    Profile profile{};
    for (const auto& row : window) {
        for (std::size_t i = 0; i < profile.size(); ++i) profile[i] += static_cast<double>(row[i]) / depth_px;
    }
    return profile;
}

// Magnitudes at 1, 2, ... whole waves in the profile.
std::array<double, frequencies> spectrum_of(const Profile& profile) {
    static const auto waves = [] {
        std::array<double, profile_px> cosines{};
        for (std::size_t i = 0; i < cosines.size(); ++i)
            cosines[i] = std::cos(2 * std::numbers::pi * static_cast<double>(i) / profile_px);
        return cosines;
    }();
    std::array<double, frequencies> magnitudes{};
    for (std::size_t k = 1; k < frequencies; ++k) {
        double real = 0, imaginary = 0;
        for (std::size_t i = 0; i < profile.size(); ++i) {
            real += profile[i] * waves[k * i % profile_px];
            imaginary += profile[i] * waves[(k * i + profile_px * 3 / 4) % profile_px];
        }
        magnitudes[k] = std::hypot(real, imaginary);
    }
    return magnitudes;
}

// Share of the spectrum at its peak, neighbours at 0.3, as the frequency domain analysis of ISO/IEC TR 29794-4 has it;
// nothing where the peak is no ridge period.
void measure_period(const Profile& profile, RidgeBlock& block) {
    auto magnitudes = spectrum_of(profile);
    auto peak = static_cast<std::size_t>(std::ranges::max_element(magnitudes) - magnitudes.begin());
    if (peak < lowest_ridges || peak > highest_ridges) return;
    double sum = 0;
    for (double magnitude : magnitudes) sum += magnitude;
    double before = magnitudes[peak - 1], at = magnitudes[peak], after = magnitudes[peak + 1];
    if (sum <= 0) return;
    block.ridge_energy = std::min(1.0, (at + 0.3 * (before + after)) / sum);
    double waves = (before * static_cast<double>(peak - 1) + at * static_cast<double>(peak) +
                    after * static_cast<double>(peak + 1)) /
                   (before + at + after);
    block.period_px = profile_px / waves;
}

// The straight line through the profile: below it are ridges, above it valleys.
Profile threshold_of(const Profile& profile) {
    double mean = 0, slope = 0, spread = 0, middle = (profile_px - 1) / 2.0;
    for (double value : profile) mean += value / profile_px;
    for (std::size_t i = 0; i < profile.size(); ++i) {
        double u = static_cast<double>(i) - middle;
        slope += u * (profile[i] - mean);
        spread += u * u;
    }
    Profile line{};
    for (std::size_t i = 0; i < line.size(); ++i) line[i] = mean + slope / spread * (static_cast<double>(i) - middle);
    return line;
}

// Mean widths of whole ridges and valleys, those at the profile's ends left out.
bool has_plausible_widths(const std::array<bool, profile_px>& is_ridge) {
    std::array<double, 2> sum{}, count{};
    std::size_t begin = 0;
    bool is_first = true;
    for (std::size_t i = 1; i < is_ridge.size(); ++i) {
        if (is_ridge[i] == is_ridge[i - 1]) continue;
        std::size_t kind = is_ridge[i - 1] ? 1 : 0;
        if (!is_first) sum[kind] += static_cast<double>(i - begin), count[kind] += 1;
        is_first = false;
        begin = i;
    }
    auto plausible = [&](std::size_t kind) {
        double width = count[kind] > 0 ? sum[kind] / count[kind] : 0;
        return width >= min_width_px && width <= max_width_px;
    };
    return plausible(0) && plausible(1);
}

void measure_clarity(const Window& window, const Profile& profile, RidgeBlock& block) {
    Profile line = threshold_of(profile);
    std::array<bool, profile_px> is_ridge{};
    for (std::size_t i = 0; i < profile.size(); ++i) is_ridge[i] = profile[i] < line[i];
    std::array<double, 2> sum{}, count{}, wrong{};  // of valleys, of ridges
    for (const auto& row : window) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::size_t kind = is_ridge[i] ? 1 : 0;
            auto value = static_cast<double>(row[i]);
            sum[kind] += value;
            count[kind] += 1;
            wrong[kind] += (value < line[i]) != is_ridge[i] ? 1 : 0;
        }
    }
    if (count[0] == 0 || count[1] == 0) return;
    block.contrast = sum[0] / count[0] - sum[1] / count[1];
    if (has_plausible_widths(is_ridge)) block.local_clarity = 1 - (wrong[0] / count[0] + wrong[1] / count[1]) / 2;
}

}  // namespace

std::vector<RidgeBlock> measure_blocks(const cv::Mat& gray, const PrintArea& area) {
    constexpr int side = block_px / cell_px;
    Gradients gradients(gray, area.cells.size());
    std::vector<RidgeBlock> blocks;
    for (int row = 0; row + side <= area.cells.rows; ++row) {
        for (int column = 0; column + side <= area.cells.cols; ++column) {
            cv::Rect cells(column, row, side, side);
            cv::Point2d centre((column + side / 2.0) * cell_px - 0.5, (row + side / 2.0) * cell_px - 0.5);
            bool window_fits = centre.x > reach_px && centre.y > reach_px && centre.x < gray.cols - 1 - reach_px &&
                               centre.y < gray.rows - 1 - reach_px;
            if (!window_fits || cv::countNonZero(area.cells(cells)) < side * side) continue;
            auto flow = gradients.at(cells);
            RidgeBlock block{
                .orientation_certainty = flow.certainty, .gradients = flow.gradients, .gradient_energy = flow.energy};
            Window window = turned_window(gray, centre, flow.across);
            Profile profile = profile_of(window);
            measure_period(profile, block);
            measure_clarity(window, profile, block);
            blocks.push_back(block);
        }
    }
    return blocks;
}

}  // namespace limner
