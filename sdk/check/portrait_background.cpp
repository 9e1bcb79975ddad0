#include "check/portrait_background.h"

#include "check/percentile.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner::portrait {
namespace {

constexpr double mask_reach = 3.2;  // distances between the eyes, from their middle to each side of the region
// The standard's aligned picture, in distances between the eyes: 616 pixels with the eyes 113 apart and 272 from the
// top.
constexpr double picture_to_side = 2.73, picture_up = 2.41, picture_down = 3.04;
// Its 616 pixels become 354, the eyes 65 apart. Noise is smoothed away so far there that half the size shows as much,
// where every gradient is twice as large.
constexpr double inter_eye_at_scale_px = 65.0 / 2;
constexpr double smoothing_px = 3.0 / 2;
constexpr double gradient_at_scale = 1.0 / 2;
constexpr double most_person = 0.3;  // share up to which a pixel is background
constexpr int away_from_person_px = 4;
constexpr int beside_person_px = 12;
constexpr double least_background = 0.03;  // of the region

cv::Rect around(const FaceShape& face, double to_side, double up, double down, cv::Size picture) {
    double unit = face.inter_eye_px();
    cv::Point2d middle = face.eyes_midpoint();
    return inside({middle.x - to_side * unit, middle.y - up * unit, 2 * to_side * unit, (up + down) * unit}, picture);
}

cv::Mat gradient_magnitude(const cv::Mat& rgb) {
    cv::Mat gray, across, down, magnitude;
    cv::cvtColor(rgb, gray, cv::COLOR_RGB2GRAY);
    gray.convertTo(gray, CV_32F);
    cv::GaussianBlur(gray, gray, {}, smoothing_px);
    cv::Scharr(gray, across, CV_32F, 1, 0);
    cv::Scharr(gray, down, CV_32F, 0, 1);
    cv::magnitude(across, down, magnitude);
    return magnitude;
}

/// A part of the picture as a part of the mask that covers `region`.
cv::Rect to_mask(const cv::Rect2d& part, const cv::Mat& mask, const cv::Rect& region) {
    double x = static_cast<double>(mask.cols) / region.width, y = static_cast<double>(mask.rows) / region.height;
    return inside({(part.x - region.x) * x, (part.y - region.y) * y, part.width * x, part.height * y}, mask.size());
}

std::vector<float> values_in(const cv::Mat& plane, const cv::Mat& mask) {
    std::vector<float> values;
    for (int y = 0; y < plane.rows; ++y)
        for (int x = 0; x < plane.cols; ++x)
            if (mask.at<uchar>(y, x)) values.push_back(plane.at<float>(y, x));
    return values;
}

/// Lightness and colour of the background. `beside`: the part of it that is next to the person.
void measure_colour(const cv::Mat& rgb, const cv::Mat& background, const cv::Mat& beside, Background& found) {
    cv::Mat lab, planes[3], distance;
    cv::GaussianBlur(rgb, lab, {}, smoothing_px);
    lab.convertTo(lab, CV_32F, 1.0 / 255);
    cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
    cv::split(lab, planes);
    cv::Vec3d middle;
    for (int c = 0; c < 3; ++c) {
        auto values = values_in(planes[c], background);
        middle[c] = percentile(values, 0.5);
    }
    cv::subtract(lab, cv::Scalar(middle[0], middle[1], middle[2]), lab);
    cv::split(lab.mul(lab), planes);
    cv::sqrt(planes[0] + planes[1] + planes[2], distance);
    auto distances = values_in(distance, background);
    found.spread = percentile(distances, 0.9);
    found.lightness = middle[0];
    found.chroma = std::hypot(middle[1], middle[2]);
    cv::extractChannel(lab, planes[0], 0);
    auto near = values_in(planes[0], beside);
    if (!near.empty()) found.shadow_depth = std::max(0.0, -percentile(near, 0.1));
}

std::optional<Background> background_of(const cv::Mat& rgb, const FaceShape& face, const cv::Mat& person,
                                        const cv::Rect& region) {
    cv::Rect part = around(face, picture_to_side, picture_up, picture_down, rgb.size()) & region;
    if (part.empty()) return std::nullopt;
    double scale = std::min(1.0, inter_eye_at_scale_px / face.inter_eye_px());
    cv::Size size(std::max(1, cvRound(part.width * scale)), std::max(1, cvRound(part.height * scale)));
    cv::Mat shares, background, beside;
    cv::Rect in_person = to_mask(part, person, region);
    if (in_person.empty()) return std::nullopt;
    cv::resize(person(in_person), shares, size, 0, 0, cv::INTER_LINEAR);
    background = shares < most_person;
    auto square = [](int reach) { return cv::getStructuringElement(cv::MORPH_RECT, {2 * reach + 1, 2 * reach + 1}); };
    cv::erode(background, background, square(away_from_person_px));
    if (cv::countNonZero(background) < least_background * size.area()) return std::nullopt;
    cv::erode(background, beside, square(beside_person_px));
    beside = background & ~beside;
    cv::Mat small = resized(rgb(part), size);
    Background found;
    found.gradient = gradient_at_scale * cv::mean(gradient_magnitude(small), background)[0];
    measure_colour(small, background, beside, found);
    return found;
}

/// The highest row of the mask over the face's middle; nothing where the mask reaches the region's edge.
std::optional<cv::Point2d> crown(const FaceShape& face, const cv::Mat& person, const cv::Rect& region) {
    cv::Point2d middle = face.eyes_midpoint();
    double half = face.inter_eye_px() * 0.3;
    cv::Rect column = to_mask({middle.x - half, region.y * 1.0, 2 * half, region.height * 1.0}, person, region);
    if (column.empty()) return std::nullopt;
    cv::Mat rows;
    cv::reduce(person(column), rows, 1, cv::REDUCE_AVG, CV_32F);
    int row = 0;
    while (row < rows.rows && rows.at<float>(row) < 0.5F) ++row;
    double y = region.y + static_cast<double>(row) * region.height / person.rows;
    if (row == 0 || y >= middle.y) return std::nullopt;
    return cv::Point2d(middle.x, y);
}

}  // namespace

cv::Rect surroundings_region(cv::Size picture, const FaceShape& face) {
    return around(face, mask_reach, mask_reach, mask_reach, picture);
}

Surroundings measure_surroundings(const cv::Mat& rgb, const FaceShape& face, const cv::Mat& person,
                                  const cv::Rect& region) {
    return {background_of(rgb, face, person, region), crown(face, person, region)};
}

std::optional<double> white_clothing(const cv::Mat& rgb, const FaceShape& face) {
    double unit = face.inter_eye_px(), height = face.eye_to_chin_px();
    cv::Rect2d wanted(face.chin.x - 1.6 * unit, face.chin.y + 0.75 * height, 3.2 * unit, 0.3 * height);
    cv::Rect part = inside(wanted, rgb.size());
    if (part.area() < wanted.area() / 3) return std::nullopt;
    constexpr int side = 16;
    cv::Mat lab;
    resized(rgb(part), {side, side}).convertTo(lab, CV_32F, 1.0 / 255);
    cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
    std::vector<float> lightness;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const auto& colour = lab.at<cv::Vec3f>(y, x);
            constexpr float most_neutral = 12;
            lightness.push_back(std::hypot(colour[1], colour[2]) < most_neutral ? colour[0] : 0);
        }
    return percentile(lightness, 0.5);
}

}  // namespace limner::portrait
