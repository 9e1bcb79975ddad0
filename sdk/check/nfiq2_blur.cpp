#include "check/nfiq2_blur.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace limner::nfiq2 {
namespace {

constexpr int weight_bits = 8;

// Weights of 8 bits that add up to 256; what rounding took from one goes to the next, and the rest to the middle.
std::vector<int> weights_of(int size) {
    const double deviation = 0.15 * size + 0.35;
    const int reach = size / 2;
    std::vector<double> exact;
    double sum = 0;
    for (int i = -reach; i <= reach; ++i) {
        exact.push_back(std::exp(-i * i / (2 * deviation * deviation)));
        sum += exact.back();
    }
    std::vector<int> weights(exact.size());
    double error = 0;
    int total = 0;
    for (int i = 0; i < reach; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const double wanted = exact[at] / sum * (1 << weight_bits) + error;
        const int weight = cvRound(wanted);
        error = wanted - weight;
        weights[at] = weights[weights.size() - 1 - at] = weight;
        total += 2 * weight;
    }
    weights[static_cast<std::size_t>(reach)] = (1 << weight_bits) - total;
    return weights;
}

// By how much the sum changes for every sample so far behind the one that it goes on from.
struct Step {
    int at = 0;
    int change = 0;
};

std::vector<Step> steps_of(const std::vector<int>& weights) {
    const int size = static_cast<int>(weights.size()), reach = size / 2;
    auto weight = [&](int i) { return i < 0 || i >= size ? 0 : weights[static_cast<std::size_t>(i)]; };
    std::vector<Step> steps;
    for (int i = 0; i <= size; ++i)
        if (const int change = weight(i - 1) - weight(i); change != 0) steps.push_back({i - reach, change});
    return steps;
}

int mirrored(int index, int length) noexcept {
    if (length == 1) return 0;
    const int period = 2 * (length - 1);
    index = ((index % period) + period) % period;
    return index < length ? index : period - index;
}

struct Kernel {
    std::vector<int> weights;
    std::vector<Step> steps;
    int reach;

    explicit Kernel(int size) : weights(weights_of(size)), steps(steps_of(weights)), reach(size / 2) {}
};

class RowBlur {
public:
    RowBlur(const Kernel& kernel, int width)
        : kernel_(kernel),
          line_(static_cast<std::size_t>(width + 2 * kernel.reach + 1)),
          changes_(static_cast<std::size_t>(width)) {}

    void blur(const uchar* row, std::uint16_t* out, int width) {
        for (int i = 0; i < static_cast<int>(line_.size()); ++i) line_[static_cast<std::size_t>(i)] = at(row, i, width);
        int sum = 0;
        for (std::size_t i = 0; i < kernel_.weights.size(); ++i) sum += kernel_.weights[i] * line_[i];
        std::ranges::fill(changes_, 0);
        for (const Step& step : kernel_.steps) add(step, width);
        for (int x = 0; x < width; ++x) {
            out[x] = static_cast<std::uint16_t>(sum);
            sum += changes_[static_cast<std::size_t>(x)];
        }
    }

private:
    std::int16_t at(const uchar* row, int i, int width) const noexcept {
        const int x = i - kernel_.reach;
        return row[x >= 0 && x < width ? x : mirrored(x, width)];
    }
    void add(const Step& step, int width) noexcept {
        const std::int16_t* __restrict in = line_.data() + step.at + kernel_.reach;
        std::int16_t* __restrict out = changes_.data();
        const auto change = static_cast<std::int16_t>(step.change);
        for (int x = 0; x < width; ++x) out[x] = static_cast<std::int16_t>(out[x] + change * in[x]);
    }

    const Kernel& kernel_;
    std::vector<std::int16_t> line_;
    std::vector<std::int16_t> changes_;
};

void add_row(const std::uint16_t* __restrict row, int weight, std::int32_t* __restrict sums, int width) noexcept {
    for (int x = 0; x < width; ++x) sums[x] += weight * row[x];
}

void round_row(const std::int32_t* __restrict sums, uchar* __restrict out, int width) noexcept {
    constexpr int bits = 2 * weight_bits;
    for (int x = 0; x < width; ++x) out[x] = static_cast<uchar>((sums[x] + (1 << (bits - 1))) >> bits);
}

}  // namespace

cv::Mat gaussian_blur(const cv::Mat& gray, int size) {
    const Kernel kernel(size);
    cv::Mat_<std::uint16_t> across(gray.size());
    RowBlur blur(kernel, gray.cols);
    for (int y = 0; y < gray.rows; ++y) blur.blur(gray.ptr<uchar>(y), across[y], gray.cols);
    cv::Mat blurred(gray.size(), CV_8U);
    std::vector<std::int32_t> sums(static_cast<std::size_t>(gray.cols));
    auto row = [&](int y) { return across[mirrored(y, gray.rows)]; };
    for (int i = 0; i < size; ++i)
        add_row(row(i - kernel.reach), kernel.weights[static_cast<std::size_t>(i)], sums.data(), gray.cols);
    for (int y = 0; y < gray.rows; ++y) {
        round_row(sums.data(), blurred.ptr<uchar>(y), gray.cols);
        for (const Step& step : kernel.steps) add_row(row(y + step.at), step.change, sums.data(), gray.cols);
    }
    return blurred;
}

}  // namespace limner::nfiq2
