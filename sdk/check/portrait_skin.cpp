#include "check/portrait_skin.h"

#include "check/portrait_light.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace limner::portrait {
namespace {

constexpr double zone_to_inter_eye = 0.3;  // ISO/IEC 39794-5: side of the square in which a cheek is measured

/// The square on the cheek below an eye, halfway to the mouth.
cv::Rect cheek(const AlignedFace& face, cv::Point2d eye) {
    double side = zone_to_inter_eye * face.inter_eye_px();
    double y = (eye.y + face.mouth.y) / 2;
    cv::Rect zone = inside({eye.x - side / 2, y - side / 2, side, side}, face.rgb.size());
    return zone.area() < side * side / 2 || cv::countNonZero(face.hull(zone)) < zone.area() / 2 ? cv::Rect() : zone;
}

using Histogram = std::array<double, 256>;

Histogram luminance_shares(const cv::Mat& zone) {
    const LuminanceTable& table = luminance_table();
    Histogram shares{};
    for (int y = 0; y < zone.rows; ++y)
        for (int x = 0; x < zone.cols; ++x)
            shares[static_cast<std::size_t>(cvRound(255 * table.of(zone.at<cv::Vec3b>(y, x))))] +=
                1.0 / zone.size().area();
    return shares;
}

double intersection(const Histogram& a, const Histogram& b) {
    double common = 0;
    for (std::size_t i = 0; i < a.size(); ++i) common += std::min(a[i], b[i]);
    return common;
}

/// CIELAB's a and b of a colour in linear sRGB, adapted to D50.
cv::Point2d lab_ab(const cv::Vec3d& linear) {
    auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    double x = (0.4360747 * linear[0] + 0.3850649 * linear[1] + 0.1430804 * linear[2]) / 0.96422;
    double y = 0.2225045 * linear[0] + 0.7168786 * linear[1] + 0.0606169 * linear[2];
    double z = (0.0139322 * linear[0] + 0.0971045 * linear[1] + 0.7141733 * linear[2]) / 0.82521;
    return {500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

cv::Vec3d linear_mean(const cv::Mat& zone) {
    const auto& linear = luminance_table().linear;
    cv::Vec3d sum;
    for (int y = 0; y < zone.rows; ++y)
        for (int x = 0; x < zone.cols; ++x) {
            const auto& pixel = zone.at<cv::Vec3b>(y, x);
            for (int c = 0; c < 3; ++c) sum[c] += linear[pixel[c]];
        }
    return sum / zone.size().area();
}

double colour_distance(const cv::Mat& right, const cv::Mat& left) {
    cv::Point2d ab = lab_ab((linear_mean(right) + linear_mean(left)) / 2);
    auto outside = [](double value, double low, double high) { return std::max({0.0, low - value, value - high}); };
    return std::hypot(outside(ab.x, 5, 25), outside(ab.y, 5, 35));
}

/// Light on both halves of the face in one band of rows, between the nose and the face's side.
struct Band {
    double right = 0, left = 0;
    int right_count = 0, left_count = 0;
    void add(const AlignedFace& face, int y) {
        const LuminanceTable& table = luminance_table();
        double along = (y - face.right_eye.y) / std::max(1.0, face.mouth.y - face.right_eye.y);
        cv::Point2d eyes = (face.right_eye + face.left_eye) / 2;
        double middle = eyes.x + along * (face.mouth.x - eyes.x), unit = face.inter_eye_px();
        for (int x = 0; x < face.rgb.cols; ++x) {
            double away = std::abs(x - middle) / unit;
            if (away < 0.22 || away > 0.62 || !face.hull.at<uchar>(y, x)) continue;
            (x < middle ? right : left) += static_cast<double>(table.of(face.rgb.at<cv::Vec3b>(y, x)));
            ++(x < middle ? right_count : left_count);
        }
    }
    /// Positive: the subject's left is brighter.
    std::optional<double> log_ratio() const {
        constexpr int least_pixels = 40;
        constexpr double dark = 0.004;  // of full light: below it noise decides
        if (std::min(right_count, left_count) < least_pixels) return std::nullopt;
        return std::log((left / left_count + dark) / (right / right_count + dark));
    }
};

/// The median over bands from below the eyes to below the mouth.
double side_log_ratio(const AlignedFace& face) {
    double unit = face.inter_eye_px();
    int from = cvRound(face.right_eye.y + 0.25 * unit), to = cvRound(face.mouth.y + 0.2 * unit);
    constexpr int band_px = 8;
    std::vector<double> ratios;
    for (int top = std::max(0, from); top + band_px <= std::min(to, face.rgb.rows); top += band_px) {
        Band band;
        for (int y = top; y < top + band_px; ++y) band.add(face, y);
        if (auto ratio = band.log_ratio()) ratios.push_back(*ratio);
    }
    if (ratios.empty()) return 0;
    std::ranges::nth_element(ratios, ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2));
    return ratios[ratios.size() / 2];
}

double hot_share(const AlignedFace& face) {
    constexpr float hot = 0.75F;  // of full light
    const LuminanceTable& table = luminance_table();
    int count = 0, hot_count = 0;
    for (int y = 0; y < face.rgb.rows; ++y)
        for (int x = 0; x < face.rgb.cols; ++x) {
            if (!face.hull.at<uchar>(y, x)) continue;
            ++count;
            if (table.of(face.rgb.at<cv::Vec3b>(y, x)) > hot) ++hot_count;
        }
    return count ? static_cast<double>(hot_count) / count : 0;
}

}  // namespace

std::optional<FaceSkin> measure_skin(const AlignedFace& face) {
    cv::Rect right = cheek(face, face.right_eye), left = cheek(face, face.left_eye);
    if (right.empty() || left.empty()) return std::nullopt;
    FaceSkin skin;
    skin.illumination_uniformity = intersection(luminance_shares(face.rgb(right)), luminance_shares(face.rgb(left)));
    skin.colour_distance = colour_distance(face.rgb(right), face.rgb(left));
    double log_ratio = side_log_ratio(face);
    constexpr double display_gamma = 2.2;
    skin.side_ratio = std::exp(-std::abs(log_ratio) / display_gamma);
    skin.is_left_darker = log_ratio < 0;
    skin.hot_share = hot_share(face);
    return skin;
}

}  // namespace limner::portrait
