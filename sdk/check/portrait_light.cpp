#include "check/portrait_light.h"

#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

constexpr int aligned_size = 616;
using FivePoints = std::array<cv::Point2d, 5>;  // eyes, nose, mouth corners, from the picture's left to its right
constexpr std::array<std::pair<int, int>, 5> aligned_points{
    {{251, 272}, {364, 272}, {308, 336}, {262, 402}, {355, 402}}};

FivePoints five_points(const FaceShape& face) {
    return {face.right_eye.centre(), face.left_eye.centre(), face.nose_tip, face.right_mouth_corner,
            face.left_mouth_corner};
}

/// The similarity (turn, scale, shift) that brings the five points closest to the standard's places.
cv::Matx23d alignment(const FivePoints& from) {
    cv::Point2d from_mean, to_mean;
    for (std::size_t i = 0; i < from.size(); ++i) {
        from_mean += from[i] / 5;
        to_mean += cv::Point2d(aligned_points[i].first, aligned_points[i].second) / 5;
    }
    double along = 0, across = 0, spread = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        cv::Point2d p = from[i] - from_mean;
        cv::Point2d q = cv::Point2d(aligned_points[i].first, aligned_points[i].second) - to_mean;
        along += p.dot(q);
        across += p.cross(q);
        spread += p.dot(p);
    }
    double a = along / spread, b = across / spread;
    return {a, -b, to_mean.x - a * from_mean.x + b * from_mean.y, b, a, to_mean.y - b * from_mean.x - a * from_mean.y};
}

/// The share of each 8-bit sRGB value of a channel in linear luminance, 0..255.
std::array<float, 256> linear_shares(double weight) {
    std::array<float, 256> shares{};
    for (std::size_t i = 0; i < shares.size(); ++i) {
        double v = static_cast<double>(i) / 255;
        double linear = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        shares[i] = static_cast<float>(255 * weight * linear);
    }
    return shares;
}

using Histogram = std::array<double, 256>;

Histogram luminance_histogram(const cv::Mat& rgb, const cv::Mat& mask) {
    static const auto red = linear_shares(0.2126), green = linear_shares(0.7152), blue = linear_shares(0.0722);
    Histogram histogram{};
    for (int y = 0; y < rgb.rows; ++y) {
        const auto* pixel = rgb.ptr<cv::Vec3b>(y);
        const auto* is_in = mask.ptr(y);
        for (int x = 0; x < rgb.cols; ++x) {
            if (!is_in[x]) continue;
            float value = red[pixel[x][0]] + green[pixel[x][1]] + blue[pixel[x][2]];
            ++histogram[static_cast<std::size_t>(cvRound(value))];
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

std::optional<FaceLight> measure_light(const cv::Mat& rgb, const FaceShape& face) {
    constexpr double least_inter_eye_px = 4;
    if (face.inter_eye_px() < least_inter_eye_px) return std::nullopt;
    cv::Matx23d to_aligned = alignment(five_points(face));
    std::vector<cv::Point2f> outline;
    outline.reserve(face.outline.size());
    for (const cv::Point2f& point : face.outline) outline.emplace_back(apply(to_aligned, point));
    cv::Rect bounds = cv::boundingRect(outline) & cv::Rect(0, 0, aligned_size, aligned_size);
    if (bounds.empty()) return std::nullopt;

    std::vector<cv::Point2f> hull;
    cv::convexHull(outline, hull);
    std::vector<cv::Point> corners;
    corners.reserve(hull.size());
    for (const cv::Point2f& point : hull)
        corners.emplace_back(cvRound(point.x) - bounds.x, cvRound(point.y) - bounds.y);
    cv::Mat mask = cv::Mat::zeros(bounds.size(), CV_8U), aligned, is_inside;
    cv::fillConvexPoly(mask, corners, cv::Scalar(255));
    double hull_px = cv::countNonZero(mask);

    cv::Matx23d shifted = to_aligned;
    shifted(0, 2) -= bounds.x;
    shifted(1, 2) -= bounds.y;
    cv::warpAffine(rgb, aligned, shifted, bounds.size(), cv::INTER_LINEAR);
    cv::warpAffine(cv::Mat(rgb.size(), CV_8U, cv::Scalar(255)), is_inside, shifted, bounds.size(), cv::INTER_NEAREST);
    cv::bitwise_and(mask, is_inside, mask);
    double count = cv::countNonZero(mask);
    if (count < hull_px / 2 || count < 1) return std::nullopt;
    return statistics(luminance_histogram(aligned, mask), count);
}

}  // namespace limner::portrait
