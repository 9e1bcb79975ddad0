#include "check/fingerprint_ridges.h"

#include "check/fingerprint_blocks.h"

#include <opencv2/core/hal/intrin.hpp>
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

// Everything that is blurred far wider than this is blurred by squares of it: to a percent the same, in a fraction of
// the time.
constexpr int coarse_px = 4;

cv::Mat coarse(const cv::Mat& image) {
    cv::Mat small;
    cv::resize(image, small, {(image.cols + coarse_px - 1) / coarse_px, (image.rows + coarse_px - 1) / coarse_px}, 0, 0,
               cv::INTER_AREA);
    return small;
}

cv::Mat fine(const cv::Mat& small, cv::Size size) {
    cv::Mat image;
    cv::resize(small, image, size, 0, 0, cv::INTER_LINEAR);
    return image;
}

cv::Mat widely_blurred(const cv::Mat& image, double sigma) {
    cv::Mat small = coarse(image);
    cv::GaussianBlur(small, small, {}, sigma / coarse_px);
    return fine(small, image.size());
}

Flow flow_of(const cv::Mat& image, double window_sigma) {
    const double sigma = window_sigma / coarse_px;
    cv::Mat across, down;
    cv::Sobel(image, across, CV_32F, 1, 0);
    cv::Sobel(image, down, CV_32F, 0, 1);
    const cv::Mat xx = coarse(across.mul(across)), yy = coarse(down.mul(down)), xy = coarse(across.mul(down));
    cv::Mat difference = xx - yy, product = xy * 2, sum = xx + yy, length;
    for (cv::Mat* one : {&difference, &product, &sum}) cv::GaussianBlur(*one, *one, {}, sigma);
    cv::magnitude(difference, product, length);
    cv::Mat coherence, cosine, sine;
    cv::divide(length, sum + 1e-6, coherence);
    // Ridges run across the gradient: half a turn of the doubled angle.
    cv::divide(difference, -(sum + 1e-6), cosine);
    cv::divide(product, -(sum + 1e-6), sine);
    // The surer neighbours decide where the print itself is unclear.
    cv::GaussianBlur(cosine, cosine, {}, sigma);
    cv::GaussianBlur(sine, sine, {}, sigma);
    return {fine(cosine, image.size()), fine(sine, image.size()), fine(coherence, image.size())};
}

// Mean 0 and deviation 1 around each pixel.
cv::Mat normalised(const cv::Mat& gray) {
    constexpr double window_sigma = 14, least_deviation = 4;
    cv::Mat image, deviation;
    gray.convertTo(image, CV_32F);
    image -= widely_blurred(image, window_sigma);
    cv::sqrt(widely_blurred(image.mul(image), window_sigma), deviation);
    cv::divide(image, cv::max(deviation, least_deviation), image);
    return image;
}

// Whole groups of `lanes` rows and columns: beyond the kernel the weights are 0.
constexpr int lanes = 4;

struct Kernel {
    int side = 0;
    std::vector<float> weights{};
};

// A wave across the ridges under a Gaussian that is longer along them; no answer to an even ground.
Kernel gabor(double direction, double period, int radius) {
    const int across_px = 2 * radius + 1;
    Kernel kernel{.side = (across_px + lanes - 1) / lanes * lanes};
    kernel.weights.resize(static_cast<std::size_t>(kernel.side) * static_cast<std::size_t>(kernel.side));
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
    for (int i = 0; i < across_px * across_px; ++i)
        kernel.weights[static_cast<std::size_t>(i / across_px * kernel.side + i % across_px)] =
            static_cast<float>(wave[static_cast<std::size_t>(i)] / energy);
    return kernel;
}

// Four sums at a time, and four numbers in each: one after the other, each addition would wait for the last.
float answer_at(const cv::Mat& padded, const Kernel& kernel, int x, int y) {
    const auto step = static_cast<std::ptrdiff_t>(padded.step1()), side = static_cast<std::ptrdiff_t>(kernel.side);
    const float* pixels = padded.ptr<float>(y) + x;
    const float* weights = kernel.weights.data();
    cv::v_float32x4 first = cv::v_setzero_f32(), second = first, third = first, fourth = first;
    for (std::ptrdiff_t row = 0; row < side; row += lanes, pixels += lanes * step, weights += lanes * side)
        for (std::ptrdiff_t at = 0; at < side; at += lanes) {
            first = cv::v_muladd(cv::v_load(pixels + at), cv::v_load(weights + at), first);
            second = cv::v_muladd(cv::v_load(pixels + at + step), cv::v_load(weights + at + side), second);
            third = cv::v_muladd(cv::v_load(pixels + at + 2 * step), cv::v_load(weights + at + 2 * side), third);
            fourth = cv::v_muladd(cv::v_load(pixels + at + 3 * step), cv::v_load(weights + at + 3 * side), fourth);
        }
    return cv::v_reduce_sum((first + second) + (third + fourth));
}

// Each pixel of the mask filtered along its own ridge.
cv::Mat filtered(const cv::Mat& image, const Flow& flow, const cv::Mat& mask, double period) {
    const int radius = cvRound(period);
    std::vector<Kernel> kernels;
    for (int i = 0; i < directions; ++i) kernels.push_back(gabor(i * pi / directions, period, radius));
    const int beyond = kernels.front().side - 1 - radius;
    cv::Mat padded, answer = cv::Mat::zeros(image.size(), CV_32F);
    cv::copyMakeBorder(image, padded, radius, beyond, radius, beyond, cv::BORDER_REFLECT_101);
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

// One of the two halves of a round; true where it took a pixel away. `left`: the pixels that are there still.
bool thin_once(const cv::Mat& image, std::vector<uchar*>& left, int half) {
    std::vector<uchar*> taken;
    std::size_t kept = 0;
    for (uchar* pixel : left) {
        const auto near = around(image, pixel);
        int count = 0, rises = 0;
        for (std::size_t i = 0; i < near.size(); ++i) {
            count += near[i];
            rises += near[i] == 0 && near[(i + 1) % near.size()] == 1;
        }
        const int up = near[0], right = near[2], down = near[4], back = near[6];
        const bool is_open = half == 0 ? up * right * down == 0 && right * down * back == 0
                                       : up * right * back == 0 && up * down * back == 0;
        if (count >= 2 && count <= 6 && rises == 1 && is_open)
            taken.push_back(pixel);
        else
            left[kept++] = pixel;
    }
    left.resize(kept);
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
    const cv::Mat answer = widely_blurred(first.mul(first), window_of_answer);
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
    std::vector<uchar*> left;
    for (int y = 1; y + 1 < image.rows; ++y)
        for (int x = 1; x + 1 < image.cols; ++x)
            if (uchar* pixel = image.ptr<uchar>(y) + x; *pixel != 0) left.push_back(pixel);
    for (bool goes_on = true; goes_on;) {
        const bool first = thin_once(image, left, 0);
        goes_on = thin_once(image, left, 1) || first;
    }
    drop_corners(image);
    return image;
}

}  // namespace limner
