#include "check/portrait_light.h"

#include <algorithm>
#include <cmath>

namespace limner::portrait {
namespace {

using Histogram = std::array<double, 256>;

Histogram luminance_histogram(const cv::Mat& rgb, const cv::Mat& mask) {
    const LuminanceTable& table = luminance_table();
    Histogram histogram{};
    for (int y = 0; y < rgb.rows; ++y) {
        const auto* pixel = rgb.ptr<cv::Vec3b>(y);
        const auto* is_in = mask.ptr(y);
        for (int x = 0; x < rgb.cols; ++x) {
            if (!is_in[x]) continue;
            ++histogram[static_cast<std::size_t>(cvRound(255 * table.of(pixel[x])))];
        }
    }
    return histogram;
}

FaceLight statistics(const Histogram& histogram, double count) {
    FaceLight light;
    double square = 0;
    for (std::size_t i = 0; i < histogram.size(); ++i) {
        double share = histogram[i] / count, value = static_cast<double>(i) / 255;
        light.mean_0_1 += share * value;
        square += share * value * value;
        if (i <= 25) light.dark_share += share;
        if (i >= 247) light.bright_share += share;
        if (share > 0) light.entropy_bits -= share * std::log2(share);
    }
    light.variance = std::max(0.0, square - light.mean_0_1 * light.mean_0_1);
    return light;
}

}  // namespace

const LuminanceTable& luminance_table() {
    static const LuminanceTable table;
    return table;
}

LuminanceTable::LuminanceTable() {
    for (std::size_t i = 0; i < linear.size(); ++i) {
        double v = static_cast<double>(i) / 255;
        linear[i] = static_cast<float>(v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
    }
}

FaceLight measure_light(const AlignedFace& face) {
    return statistics(luminance_histogram(face.rgb, face.hull), cv::countNonZero(face.hull));
}

}  // namespace limner::portrait
