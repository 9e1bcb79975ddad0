#include "check/fingerprint_ridges.h"

#include "check/fingerprint_blocks.h"

#include <opencv2/imgproc.hpp>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace limner {
namespace {

using std::numbers::pi;

constexpr int directions = 32;

// Twice the direction of the ridges as a vector, whose length is how sure it is.
struct Flow {
    cv::Mat cosine{}, sine{}, coherence{};
};

Flow flow_of(const cv::Mat& image, double window_sigma) {
    cv::Mat across, down, xx, yy, xy;
    cv::Sobel(image, across, CV_32F, 1, 0);
    cv::Sobel(image, down, CV_32F, 0, 1);
    cv::Mat difference = across.mul(across) - down.mul(down), product = across.mul(down) * 2,
            sum = across.mul(across) + down.mul(down);
    for (cv::Mat* one : {&difference, &product, &sum}) cv::GaussianBlur(*one, *one, {}, window_sigma);
    cv::Mat length;
    cv::magnitude(difference, product, length);
    Flow flow;
    cv::divide(length, sum + 1e-6, flow.coherence);
    // Ridges run across the gradient: half a turn of the doubled angle.
    cv::divide(difference, -(sum + 1e-6), flow.cosine);
    cv::divide(product, -(sum + 1e-6), flow.sine);
    // The surer neighbours decide where the print itself is unclear.
    cv::GaussianBlur(flow.cosine, flow.cosine, {}, window_sigma);
    cv::GaussianBlur(flow.sine, flow.sine, {}, window_sigma);
    return flow;
}

// Mean 0 and deviation 1 around each pixel.
cv::Mat normalised(const cv::Mat& gray) {
    constexpr double window_sigma = 14, least_deviation = 4;
    cv::Mat image, mean, square;
    gray.convertTo(image, CV_32F);
    cv::GaussianBlur(image, mean, {}, window_sigma);
    image -= mean;
    cv::GaussianBlur(image.mul(image), square, {}, window_sigma);
    cv::sqrt(square, square);
    cv::divide(image, cv::max(square, least_deviation), image);
    return image;
}

struct Kernel {
    int radius = 0;
    std::vector<float> weights{};
};

// A wave across the ridges under a Gaussian that is longer along them; no answer to an even ground.
Kernel gabor(double direction, double period, int radius) {
    Kernel kernel{radius, {}};
    const double across_sigma = period * 0.42, along_sigma = period * 0.62;
    std::vector<double> window, wave;
    double sum = 0, window_sum = 0, energy = 0;
    for (int y = -radius; y <= radius; ++y)
        for (int x = -radius; x <= radius; ++x) {
            const double along = x * std::cos(direction) + y * std::sin(direction),
                         across = y * std::cos(direction) - x * std::sin(direction);
            window.push_back(std::exp(-along * along / (2 * along_sigma * along_sigma) -
                                      across * across / (2 * across_sigma * across_sigma)));
            wave.push_back(window.back() * std::cos(2 * pi * across / period));
            sum += wave.back();
            window_sum += window.back();
        }
    for (std::size_t i = 0; i < wave.size(); ++i) {
        wave[i] -= window[i] * sum / window_sum;
        energy += std::abs(wave[i]);
    }
    for (double value : wave) kernel.weights.push_back(static_cast<float>(value / energy));
    return kernel;
}

float answer_at(const cv::Mat& padded, const Kernel& kernel, int x, int y) {
    const int side = 2 * kernel.radius + 1;
    float sum = 0;
    const float* weights = kernel.weights.data();
    for (int row = 0; row < side; ++row, weights += side) {
        const float* pixels = padded.ptr<float>(y + row) + x;
        for (int column = 0; column < side; ++column) sum += pixels[column] * weights[column];
    }
    return sum;
}

// Each pixel of the mask filtered along its own ridge.
cv::Mat filtered(const cv::Mat& image, const Flow& flow, const cv::Mat& mask, double period) {
    const int radius = cvRound(period);
    std::vector<Kernel> kernels;
    for (int i = 0; i < directions; ++i) kernels.push_back(gabor(i * pi / directions, period, radius));
    cv::Mat padded, answer = cv::Mat::zeros(image.size(), CV_32F);
    cv::copyMakeBorder(image, padded, radius, radius, radius, radius, cv::BORDER_REFLECT_101);
    for (int y = 0; y < image.rows; ++y)
        for (int x = 0; x < image.cols; ++x) {
            if (mask.at<uchar>(y, x) == 0) continue;
            const double turns = std::atan2(flow.sine.at<float>(y, x), flow.cosine.at<float>(y, x)) / (2 * pi);
            const int bin = cvRound((turns - std::floor(turns)) * directions) % directions;
            answer.at<float>(y, x) = answer_at(padded, kernels[static_cast<std::size_t>(bin)], x, y);
        }
    return answer;
}

// Specks of ridge and holes in ridges, which are pores and dirt.
void drop_specks(cv::Mat& ridges, int least_pixels) {
    for (int value : {1, 0}) {
        cv::Mat labels, stats, centres;
        const int count = cv::connectedComponentsWithStats(ridges == value, labels, stats, centres, value ? 8 : 4);
        for (int y = 0; y < ridges.rows; ++y)
            for (int x = 0; x < ridges.cols; ++x) {
                const int label = labels.at<int>(y, x);
                if (label > 0 && label < count && stats.at<int>(label, cv::CC_STAT_AREA) < least_pixels)
                    ridges.at<uchar>(y, x) = static_cast<uchar>(1 - value);
            }
    }
}

// The neighbours of a pixel from above on clockwise.
std::array<int, 8> around(const cv::Mat& image, const uchar* p) {
    const auto step = static_cast<std::ptrdiff_t>(image.step);
    return {p[-step], p[-step + 1], p[1], p[step + 1], p[step], p[step - 1], p[-1], p[-step - 1]};
}

// Corners of stairs, which hold nothing together: the ridge stays connected over the slant.
void drop_corners(cv::Mat& image) {
    for (int y = 1; y + 1 < image.rows; ++y)
        for (int x = 1; x + 1 < image.cols; ++x) {
            uchar* p = image.ptr<uchar>(y) + x;
            if (*p == 0) continue;
            const auto near = around(image, p);
            int count = 0, parts = 0;
            for (std::size_t i = 0; i < near.size(); ++i) {
                count += near[i];
                if (i % 2 == 0) parts += (1 - near[i]) * (1 - (1 - near[i + 1]) * (1 - near[(i + 2) % near.size()]));
            }
            if (count >= 2 && parts == 1) *p = 0;
        }
}

// One of the two halves of a round; true where it took a pixel away.
bool thin_once(cv::Mat& image, int half) {
    std::vector<uchar*> taken;
    for (int y = 1; y + 1 < image.rows; ++y) {
        uchar* row = image.ptr<uchar>(y);
        for (int x = 1; x + 1 < image.cols; ++x) {
            if (row[x] == 0) continue;
            const auto near = around(image, row + x);
            int count = 0, rises = 0;
            for (std::size_t i = 0; i < near.size(); ++i) {
                count += near[i];
                rises += near[i] == 0 && near[(i + 1) % near.size()] == 1;
            }
            if (count < 2 || count > 6 || rises != 1) continue;
            const int up = near[0], right = near[2], down = near[4], left = near[6];
            const bool goes = half == 0 ? up * right * down == 0 && right * down * left == 0
                                        : up * right * left == 0 && up * down * left == 0;
            if (goes) taken.push_back(row + x);
        }
    }
    for (uchar* pixel : taken) *pixel = 0;
    return !taken.empty();
}

}  // namespace

RidgeMap trace_ridges(const cv::Mat& gray, const cv::Mat& cells, double period_px) {
    constexpr double first_window = 9, second_window = 6, least_coherence = 0.25, window_of_answer = 8,
                     least_answer = 0.25;
    constexpr int least_speck_px = 30;
    RidgeMap map;
    map.mask = cv::Mat::zeros(gray.size(), CV_8U);
    cv::resize(cells, map.mask({0, 0, cells.cols * cell_px, cells.rows * cell_px}),
               {cells.cols * cell_px, cells.rows * cell_px}, 0, 0, cv::INTER_NEAREST);
    const cv::Mat image = normalised(gray);
    const cv::Mat first = filtered(image, flow_of(image, first_window), map.mask, period_px);
    const Flow flow = flow_of(first, second_window);
    // The filter answers to a wave of the ridges' width and hardly to a sensor's noise.
    cv::Mat answer;
    cv::GaussianBlur(first.mul(first), answer, {}, window_of_answer);
    map.mask.setTo(0, answer < least_answer * least_answer);
    const cv::Mat second = filtered(first, flow, map.mask, period_px);
    map.coherence = flow.coherence;
    map.mask.setTo(0, flow.coherence < least_coherence);
    map.ridges = cv::Mat::zeros(gray.size(), CV_8U);
    map.ridges.setTo(1, (second < 0) & (map.mask > 0));
    drop_specks(map.ridges, least_speck_px);
    return map;
}

cv::Mat thin(const cv::Mat& ridges) {
    cv::Mat image = ridges.clone();
    for (bool goes_on = true; goes_on;) {
        const bool first = thin_once(image, 0);
        goes_on = thin_once(image, 1) || first;
    }
    drop_corners(image);
    return image;
}

}  // namespace limner
