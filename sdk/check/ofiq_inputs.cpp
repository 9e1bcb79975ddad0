#include "check/ofiq_inputs.h"

#include "check/mesh_points.h"
#include "check/models.h"

#include <array>
#include <opencv2/imgproc.hpp>

namespace limner::portrait::ofiq {
namespace {

// What the networks were trained with: ImageNet's colours.
const cv::Scalar imagenet_mean(0.485, 0.456, 0.406), imagenet_deviation(0.229, 0.224, 0.225);

cv::Mat normalised(const cv::Mat& rgb, double scale, const cv::Scalar& mean, const cv::Scalar& deviation) {
    cv::Mat values;
    rgb.convertTo(values, CV_32FC3, scale);
    cv::subtract(values, mean, values);
    cv::divide(values, deviation, values);
    return values;
}

cv::Mat scaled(const cv::Mat& picture, int side_px) {
    cv::Mat result;
    cv::resize(picture, result, {side_px, side_px}, 0, 0, cv::INTER_LINEAR);
    return result;
}

cv::Mat blob(const cv::Mat& picture) { return blob_of(picture, {}, 1); }

void add_mean_and_deviation(const cv::Mat& values, const cv::Mat& mask, std::vector<float>& features) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(cv::Mat(cv::abs(values)), mean, deviation, mask);
    features.push_back(static_cast<float>(mean[0]));
    features.push_back(static_cast<float>(deviation[0]));
}

/// Of what `mask` encloses, the share that is not in `seen`.
std::optional<double> hidden_share(const cv::Mat& mask, const cv::Mat& seen) {
    int all = cv::countNonZero(mask);
    if (all == 0) return std::nullopt;
    return cv::countNonZero(mask & ~seen) / static_cast<double>(all);
}

cv::Mat mesh_mask(const StandardFace& face, std::span<const int> points) {
    std::vector<cv::Point2f> corners;
    for (int point : points) corners.push_back(face.mesh[static_cast<std::size_t>(point)]);
    return filled_hull(corners, face.rgb.size());
}

/// Both eyes with a margin of a twentieth of their distance, as ISO/IEC 39794-5 draws the zone.
cv::Mat eye_zones(const StandardFace& face) {
    std::array<cv::Rect, 2> lids{cv::boundingRect(mesh_mask(face, mesh_points::right_lids)),
                                 cv::boundingRect(mesh_mask(face, mesh_points::left_lids))};
    cv::Point between = (lids[1].tl() + lids[1].br() - lids[0].tl() - lids[0].br()) / 2;
    int margin = static_cast<int>(cv::norm(between) / 20);
    cv::Mat mask = cv::Mat::zeros(face.rgb.size(), CV_8U);
    for (const cv::Rect& eye : lids) {
        if (eye.empty()) continue;
        cv::Rect zone = eye + cv::Size(2 * margin, 2 * margin) - cv::Point(margin, margin);
        mask(zone & cv::Rect({}, mask.size())).setTo(255);
    }
    return mask;
}

}  // namespace

std::optional<StandardFace> standard_face(const cv::Mat& rgb, const FaceShape& shape) {
    auto to_aligned = standard_alignment(shape);
    if (!to_aligned || !cv::checkRange(*to_aligned)) return std::nullopt;
    StandardFace face{.outline = moved(shape.outline, *to_aligned), .mesh = moved(shape.mesh, *to_aligned)};
    cv::warpAffine(rgb, face.rgb, *to_aligned, {aligned_size, aligned_size}, cv::INTER_LINEAR);
    return face;
}

cv::Mat unified_score_input(const cv::Mat& aligned) {
    constexpr int whole_px = 192;
    cv::Mat bgr, values;
    cv::cvtColor(scaled(aligned, whole_px)(cv::Rect(40, 33, 112, 112)), bgr, cv::COLOR_RGB2BGR);
    bgr.convertTo(values, CV_32FC3, 1.0 / 255);
    return blob(values);
}

cv::Mat compression_input(const cv::Mat& aligned) {
    return blob(normalised(aligned(cv::Rect(184, 184, 248, 248)), 1, {123.7, 116.3, 103.5}, {58.4, 57.1, 57.4}));
}

cv::Mat expression_input(const cv::Mat& aligned, int side_px) {
    cv::Mat face = aligned(cv::Rect(144, 148, 328, 340));
    return blob(scaled(normalised(face, 1.0 / 255, imagenet_mean, imagenet_deviation), side_px));
}

cv::Mat parsing_input(const cv::Mat& aligned) {
    cv::Mat head = aligned(cv::Rect(30, 0, 556, 556));
    return blob(normalised(scaled(head, 400), 1.0 / 255, imagenet_mean, imagenet_deviation));
}

cv::Mat occlusion_input(const cv::Mat& aligned) {
    cv::Mat values;
    scaled(aligned(cv::Rect(96, 96, 424, 424)), 224).convertTo(values, CV_32FC3, 1.0 / 255);
    return blob(values);
}

std::vector<float> focus_features(const cv::Mat& rgb, const std::vector<cv::Point2f>& outline) {
    cv::Mat hull = filled_hull(outline, rgb.size());
    cv::Rect part = cv::boundingRect(hull);
    std::vector<float> features;
    if (part.empty()) return features;
    cv::Mat gray, smooth, values, mask = hull(part);
    cv::cvtColor(rgb(part), gray, cv::COLOR_RGB2GRAY);
    cv::GaussianBlur(gray, smooth, {3, 3}, 0);
    constexpr std::array kernels{1, 3, 5, 7, 9};
    for (int kernel : kernels) {
        cv::Laplacian(smooth, values, CV_64F, kernel);
        add_mean_and_deviation(values, mask, features);
    }
    for (int kernel : {3, 5, 7}) {
        cv::blur(gray, values, {kernel, kernel});
        cv::absdiff(gray, values, values);
        add_mean_and_deviation(values, mask, features);
    }
    for (int kernel : kernels) {
        cv::Sobel(gray, values, CV_64F, 1, 1, kernel);
        add_mean_and_deviation(values, mask, features);
    }
    return features;
}

double covered_share(const cv::Mat& scores) {
    constexpr int classes = 19, side_px = 400, upper_rows = 196, cloth = 16, hat = 18;
    constexpr int all_pixels = side_px * side_px, pixels = side_px * upper_rows;
    const auto* values = scores.ptr<float>();
    int covered = 0;
    for (int pixel = 0; pixel < pixels; ++pixel) {
        int most = 0;
        for (int i = 1; i < classes; ++i)
            if (values[i * all_pixels + pixel] > values[most * all_pixels + pixel]) most = i;
        covered += most == cloth || most == hat ? 1 : 0;
    }
    return covered / static_cast<double>(pixels);
}

std::optional<Occlusion> occlusion_of(const StandardFace& face, const cv::Mat& scores) {
    constexpr int side_px = 224;
    const cv::Rect where(96, 96, 424, 424);
    cv::Mat seen = cv::Mat::zeros(face.rgb.size(), CV_8U);
    cv::resize(scores.reshape(1, side_px) >= 0, seen(where), where.size(), 0, 0, cv::INTER_NEAREST);
    auto hidden = hidden_share(filled_hull(face.outline, face.rgb.size()), seen);
    if (!hidden) return std::nullopt;
    Occlusion found{.face = *hidden};
    if (face.mesh.empty()) return found;
    found.eyes = hidden_share(eye_zones(face), seen);
    found.mouth = hidden_share(mesh_mask(face, mesh_points::lips), seen);
    return found;
}

}  // namespace limner::portrait::ofiq
