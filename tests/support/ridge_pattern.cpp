#include "support/ridge_pattern.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace limner::test {
namespace {

using std::numbers::pi;

// Ridges are grown at half of 500 ppi, where the filters are a sixteenth of the work, and drawn at 500.
constexpr int growth_scale = 2;
constexpr double growth_period_px = 9.0 / growth_scale;
constexpr int orientation_bins = 32;
constexpr int period_bins = 5;
constexpr int kernel_radius = 6;
constexpr int kernel_side = 2 * kernel_radius + 1;
constexpr int growth_rounds = 14;

using Kernel = std::array<float, kernel_side * kernel_side>;

// Noise whose structures are about `size_px` large, of mean 0 and standard deviation 1.
cv::Mat smooth_noise(cv::Size size, double size_px, cv::RNG& random) {
    int factor = std::max(1, static_cast<int>(size_px / 2));
    cv::Mat noise(size.height / factor + 3, size.width / factor + 3, CV_32F);
    random.fill(noise, cv::RNG::NORMAL, 0.0, 1.0);
    cv::GaussianBlur(noise, noise, {}, std::max(0.6, size_px / factor / 2));
    cv::Mat large;
    cv::resize(noise, large, size, 0, 0, cv::INTER_CUBIC);
    cv::Scalar mean, deviation;
    cv::meanStdDev(large, mean, deviation);
    return (large - mean[0]) / std::max(deviation[0], 1e-6);
}

// Ridge direction after Sherlock and Monro's zero-pole model; x and y are in half widths of the finger, y down.
double ridge_direction(RidgePattern::Flow flow, double x, double y) {
    using Complex = std::complex<double>;
    using Flow = RidgePattern::Flow;
    if (flow == Flow::arch) {
        double height = 1.6 * std::exp(-(y - 0.1) * (y - 0.1) / 0.9);
        return std::atan(height * std::sin(-std::clamp(x, -1.0, 1.0) * pi) * 0.7);
    }
    Complex z(x, -y);
    if (flow == Flow::whorl) {
        return (std::arg(z - Complex(0.02, 0.22)) + std::arg(z - Complex(-0.02, -0.12)) -
                std::arg(z - Complex(-0.95, -0.72)) - std::arg(z - Complex(0.95, -0.68))) /
               2;
    }
    double side = flow == Flow::left_loop ? 1 : -1;
    return (std::arg(z - Complex(0, 0.15)) - std::arg(z - Complex(0.75 * side, -0.75))) / 2;
}

Kernel gabor(double direction, double period) {
    Kernel kernel{};
    double across_x = -std::sin(direction), across_y = std::cos(direction);
    double sigma = period * 0.42, sum = 0, weight_sum = 0;
    std::array<double, kernel_side * kernel_side> weights{};
    for (int y = -kernel_radius, i = 0; y <= kernel_radius; ++y) {
        for (int x = -kernel_radius; x <= kernel_radius; ++x, ++i) {
            auto at = static_cast<std::size_t>(i);
            weights[at] = std::exp(-(x * x + y * y) / (2 * sigma * sigma));
            double value = weights[at] * std::cos(2 * pi * (x * across_x + y * across_y) / period);
            kernel[at] = static_cast<float>(value);
            sum += value;
            weight_sum += weights[at];
        }
    }
    double energy = 0;
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        kernel[i] -= static_cast<float>(weights[i] * sum / weight_sum);
        energy += std::abs(kernel[i]);
    }
    for (float& value : kernel) value /= static_cast<float>(energy);
    return kernel;
}

// Grows ridges out of noise by filtering along the flow again and again (after Cappelli's SFinGe); minutiae arise where
// the flow squeezes or spreads them.
class Growth {
public:
    Growth(const RidgePattern& wanted, cv::Size size, cv::Vec2d centre, double half_width, cv::RNG& random)
        : ridges_(size, CV_32F), filter_(size, CV_8U) {
        for (int period = 0; period < period_bins; ++period) {
            for (int bin = 0; bin < orientation_bins; ++bin)
                kernels_.push_back(gabor(bin * pi / orientation_bins, growth_period_px * (0.9 + 0.05 * period)));
        }
        cv::Mat periods = smooth_noise(size, 90, random);
        double turn = wanted.rotation_degrees * pi / 180;
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                double dx = (x - centre[0]) / half_width, dy = (y - centre[1]) / half_width;
                double direction = ridge_direction(wanted.flow, dx * std::cos(turn) + dy * std::sin(turn),
                                                   dy * std::cos(turn) - dx * std::sin(turn));
                choose_filter(x, y, turn - direction, static_cast<double>(periods.at<float>(y, x)));
            }
        }
        random.fill(ridges_, cv::RNG::UNIFORM, -0.5, 0.5);
    }

    cv::Mat grow() {
        for (int round = 0; round < growth_rounds; ++round) filter_once(4);
        // The last round does not saturate: hard edges at this scale would show as beads when enlarged.
        filter_once(1);
        return ridges_ * 1.6;
    }

private:
    // Image rows run down, so a direction that turns anticlockwise on paper is negative here.
    void choose_filter(int x, int y, double direction, double period_noise) {
        double turns = direction / pi;
        int bin = static_cast<int>(std::floor((turns - std::floor(turns)) * orientation_bins)) % orientation_bins;
        int period = std::clamp(static_cast<int>(std::lround(period_noise)) + period_bins / 2, 0, period_bins - 1);
        filter_.at<uchar>(y, x) = static_cast<uchar>(period * orientation_bins + bin);
    }

    void filter_once(float gain) {
        cv::Mat padded;
        cv::copyMakeBorder(ridges_, padded, kernel_radius, kernel_radius, kernel_radius, kernel_radius,
                           cv::BORDER_REFLECT_101);
        for (int y = 0; y < ridges_.rows; ++y) {
            for (int x = 0; x < ridges_.cols; ++x) {
                const Kernel& kernel = kernels_[filter_.at<uchar>(y, x)];
                float sum = 0;
                for (int row = 0; row < kernel_side; ++row) {
                    const float* pixels = padded.ptr<float>(y + row) + x;
                    const float* weights = kernel.data() + row * kernel_side;
                    for (int column = 0; column < kernel_side; ++column) sum += pixels[column] * weights[column];
                }
                ridges_.at<float>(y, x) = std::tanh(gain * sum);
            }
        }
    }

    cv::Mat ridges_;
    cv::Mat filter_;
    std::vector<Kernel> kernels_{};
};

// 1 where the skin presses the glass, falling to 0 outside its outline.
cv::Mat contact(const RidgePattern& wanted, cv::Size size, cv::Vec2d centre, double half_width, cv::RNG& random) {
    cv::Mat pressure(size, CV_32F), outline = smooth_noise(size, 60, random);
    double turn = wanted.rotation_degrees * pi / 180, reach = 1 - 0.4 * wanted.lightness;
    double end = -1.32 + 2.64 * wanted.covered_share;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            double dx = (x - centre[0]) / half_width, dy = (y - centre[1]) / half_width;
            double u = (dx * std::cos(turn) + dy * std::sin(turn)) / reach;
            double v = (dy * std::cos(turn) - dx * std::sin(turn)) / reach;
            double rough = 0.02 * static_cast<double>(outline.at<float>(y, x));
            double inside =
                1 - std::pow(std::pow(std::abs(u), 2.3) + std::pow(std::abs(v) / 1.32, 2.3), 1 / 2.3) + rough;
            inside = std::min(inside, end - v + rough);
            pressure.at<float>(y, x) = static_cast<float>(std::clamp(inside * 14, 0.0, 1.0));
        }
    }
    return pressure;
}

// Small bright holes in the ridges.
cv::Mat pores(cv::Size size, double per_pixel, double radius, cv::RNG& random) {
    cv::Mat holes = cv::Mat::zeros(size, CV_32F);
    int count = static_cast<int>(per_pixel * size.area());
    for (int i = 0; i < count; ++i)
        cv::circle(holes, {random.uniform(0, size.width), random.uniform(0, size.height)},
                   random.uniform(0.0, 1.0) < 0.4 ? cvRound(radius) : cvRound(radius / 2), 1.0, cv::FILLED,
                   cv::LINE_AA);
    cv::GaussianBlur(holes, holes, {}, 0.7);
    return holes;
}

// Ink on glass: 0 none, 1 full.
cv::Mat ink(const RidgePattern& wanted, const cv::Mat& ridges, const cv::Mat& pressure, cv::RNG& random) {
    cv::Size size = ridges.size();
    cv::Mat patches = smooth_noise(size, 22, random), grain = smooth_noise(size, 4, random);
    double cut = 0.02 + 0.90 * wanted.dryness + 0.25 * wanted.lightness - 1.35 * wanted.wetness;
    double patchiness = 0.10 + 0.40 * wanted.dryness + 0.55 * wanted.wetness;
    cv::Mat height = ridges - cut + patchiness * patches + (0.05 + 1.5 * wanted.dryness) * grain;
    cv::Mat negative, amount;
    cv::exp(height * -5.0, negative);
    cv::divide(1.0, negative + 1.0, amount);
    cv::Mat holes = pores(size, 0.0018 + 0.012 * wanted.dryness, 1.4 + wanted.dryness, random);
    amount = amount.mul(1.0 - 0.75 * (1 - wanted.wetness) * holes);
    return amount.mul(pressure);
}

cv::Mat exp_of(const cv::Mat& values) {
    cv::Mat result;
    cv::exp(values, result);
    return result;
}

// Patches where ridges and valleys touch the glass alike, which it shows as one gray.
cv::Mat worn(const cv::Mat& amount, double wear, const cv::Mat& pressure, cv::RNG& random) {
    const cv::Mat patches = smooth_noise(amount.size(), 26, random);
    cv::Mat lost = 1.0 / (1.0 + exp_of((patches + 1.2 - 2.4 * wear) * 3.0));
    constexpr double flat = 0.3;
    return amount.mul(1.0 - lost) + lost.mul(pressure) * flat;
}

cv::Mat smeared(const cv::Mat& shade, double length_px, double degrees) {
    const int radius = cvCeil(length_px / 2) + 1, steps = std::max(1, cvCeil(length_px * 4));
    cv::Mat way = cv::Mat::zeros(2 * radius + 1, 2 * radius + 1, CV_32F), moved;
    for (int i = 0; i <= steps; ++i) {
        const double along = length_px * (static_cast<double>(i) / steps - 0.5), turn = degrees * pi / 180;
        way.at<float>(cvRound(radius + along * std::sin(turn)), cvRound(radius + along * std::cos(turn))) += 1;
    }
    cv::filter2D(shade, moved, -1, way / cv::sum(way)[0], {-1, -1}, 0, cv::BORDER_REPLICATE);
    return moved;
}

cv::Mat laid_down_again(const cv::Mat& ridges, const RidgePattern::Impression& how, cv::RNG& random) {
    const cv::Size size = ridges.size();
    const cv::Mat across = smooth_noise(size, 130, random), down = smooth_noise(size, 130, random);
    const double turn = -how.turn_degrees * pi / 180, middle_x = size.width / 2.0, middle_y = size.height / 2.0;
    cv::Mat places(size, CV_32FC2), moved;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const double dx = x - middle_x - how.shift_x_px, dy = y - middle_y - how.shift_y_px;
            const double from_x = middle_x + dx * std::cos(turn) - dy * std::sin(turn) +
                                  how.stretch_px * static_cast<double>(across.at<float>(y, x)),
                         from_y = middle_y + dx * std::sin(turn) + dy * std::cos(turn) +
                                  how.stretch_px * static_cast<double>(down.at<float>(y, x));
            places.at<cv::Vec2f>(y, x) = {static_cast<float>(from_x), static_cast<float>(from_y)};
        }
    // What came from outside the finger that was grown is no ridge.
    cv::remap(ridges, moved, places, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, -1);
    return moved;
}

cv::Mat drawn(const RidgePattern& wanted, cv::Size size) {
    cv::RNG random(0x9E3779B9ULL * (wanted.seed + 1ULL));
    cv::Vec2d centre(size.width * (0.5 + wanted.shift_x), size.height * (0.5 + wanted.shift_y));
    double half_width = 190;  // 19 mm at 500 ppi: an adult's thumb or index finger, pressed flat
    cv::Size small(size.width / growth_scale + 1, size.height / growth_scale + 1);
    Growth growth(wanted, small, centre / growth_scale, half_width / growth_scale, random);
    cv::Mat ridges;
    cv::resize(growth.grow(), ridges, small * growth_scale, 0, 0, cv::INTER_CUBIC);
    ridges = ridges({0, 0, size.width, size.height});
    if (wanted.impression.number != 0) {
        random.state = 0xD1B54A32D192ED03ULL * (wanted.impression.number + 1ULL) + wanted.seed;
        ridges = laid_down_again(ridges, wanted.impression, random);
        centre += cv::Vec2d(wanted.impression.shift_x_px, wanted.impression.shift_y_px);
    }
    cv::Mat pressure = contact(wanted, size, centre, half_width, random);
    cv::Mat amount = ink(wanted, ridges, pressure, random);
    if (wanted.wear > 0) amount = worn(amount, wanted.wear, pressure, random);
    double ground = 238, skin = 26, darkness = 165 * (1 - 0.75 * wanted.lightness) * (1 - 0.4 * wanted.dryness);
    cv::Mat shade = ground - (skin + 30 * wanted.wetness) * pressure - darkness * amount;
    cv::GaussianBlur(shade, shade, {}, 0.6);
    return wanted.smear_px > 0 ? smeared(shade, wanted.smear_px, wanted.smear_degrees) : shade;
}

}  // namespace

Image make_ridge_pattern(const RidgePattern& wanted) {
    double scale = wanted.ppi / 500;
    cv::Size size(wanted.width_px, wanted.height_px);
    cv::Mat shade = drawn(wanted, {cvCeil(size.width / scale), cvCeil(size.height / scale)}), sized;
    cv::resize(shade, sized, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
    cv::RNG random(wanted.seed + 7919 * wanted.impression.number);
    cv::Mat noise(size, CV_32F);
    random.fill(noise, cv::RNG::NORMAL, 0.0, 255 * wanted.noise);
    cv::Mat pixels;
    cv::Mat(sized + noise).convertTo(pixels, CV_8U);
    const auto* begin = reinterpret_cast<const std::byte*>(pixels.data);
    auto image = Image::from_pixels(size.width, size.height, PixelFormat::gray8, {begin, begin + pixels.total()});
    return std::move(image).value();
}

}  // namespace limner::test
