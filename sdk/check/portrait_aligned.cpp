#include "check/portrait_aligned.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

constexpr int forehead_px = 70;                 // the hull ends at the brows
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

/// Warps the part of the picture that is needed, shrunk by averaging first where sampling would skip pixels. False: the
/// face lies outside the picture.
bool warp(const cv::Mat& rgb, AlignedFace& face) {
    cv::Matx23d back;
    cv::invertAffineTransform(face.to_aligned, back);
    std::vector<cv::Point2f> corners;
    for (cv::Point2d corner : {cv::Point2d(0, 0), cv::Point2d(face.hull.cols, 0), cv::Point2d(0, face.hull.rows),
                               cv::Point2d(face.hull.cols, face.hull.rows)})
        corners.emplace_back(apply(back, corner));
    cv::Rect part = inside(cv::Rect2d(cv::boundingRect(corners)) + cv::Size2d(2, 2), rgb.size());
    if (part.empty()) return false;
    cv::Mat source = rgb(part);
    double shrink = 1;
    for (; face.scale() / shrink < 0.5 && source.cols > 1 && source.rows > 1; shrink /= 2) {
        cv::Mat half;
        cv::Size size(source.cols / 2, source.rows / 2);
        cv::resize(source(cv::Rect({}, size * 2)), half, size, 0, 0, cv::INTER_AREA);
        source = half;
    }
    cv::Matx23d to_source = back * shrink;
    to_source(0, 2) += (0.5 - part.x) * shrink - 0.5;
    to_source(1, 2) += (0.5 - part.y) * shrink - 0.5;
    cv::warpAffine(source, face.rgb, to_source, face.hull.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP);
    cv::Mat is_inside;
    cv::warpAffine(cv::Mat(source.size(), CV_8U, cv::Scalar(255)), is_inside, to_source, face.hull.size(),
                   cv::INTER_NEAREST | cv::WARP_INVERSE_MAP);
    cv::bitwise_and(face.hull, is_inside, face.hull);
    return true;
}

}  // namespace

std::vector<cv::Point2f> moved(const std::vector<cv::Point2f>& points, const cv::Matx23d& transform) {
    std::vector<cv::Point2f> result;
    result.reserve(points.size());
    for (const cv::Point2f& point : points) result.emplace_back(apply(transform, point));
    return result;
}

cv::Mat filled_hull(const std::vector<cv::Point2f>& points, cv::Size size) {
    std::vector<cv::Point2f> hull;
    cv::convexHull(points, hull);
    std::vector<cv::Point> corners;
    corners.reserve(hull.size());
    // A corner that lies nowhere, or far from every picture, would have its edges followed for seconds.
    constexpr float far = 10'000;
    auto near = [](float place) { return cvRound(place > -far ? (place < far ? place : far) : -far); };
    for (const cv::Point2f& point : hull) corners.emplace_back(near(point.x), near(point.y));
    cv::Mat mask = cv::Mat::zeros(size, CV_8U);
    cv::fillConvexPoly(mask, corners, cv::Scalar(255));
    return mask;
}

std::optional<cv::Matx23d> standard_alignment(const FaceShape& shape) {
    constexpr double least_inter_eye_px = 4;
    // Landmarks that lie nowhere are as little a face.
    if (!(shape.inter_eye_px() >= least_inter_eye_px)) return std::nullopt;
    return alignment(five_points(shape));
}

double AlignedFace::scale() const { return std::hypot(to_aligned(0, 0), to_aligned(0, 1)); }

std::optional<AlignedFace> align(const cv::Mat& rgb, const FaceShape& shape) {
    auto to_aligned = standard_alignment(shape);
    if (!to_aligned) return std::nullopt;
    AlignedFace face;
    face.to_aligned = *to_aligned;
    cv::Rect bounds = cv::boundingRect(moved(shape.outline, face.to_aligned));
    bounds.y -= forehead_px;
    bounds.height += forehead_px;
    bounds &= cv::Rect(0, 0, aligned_size, aligned_size);
    if (bounds.empty()) return std::nullopt;
    face.to_aligned(0, 2) -= bounds.x;
    face.to_aligned(1, 2) -= bounds.y;
    face.hull = filled_hull(moved(shape.outline, face.to_aligned), bounds.size());
    double hull_px = cv::countNonZero(face.hull);
    if (!warp(rgb, face)) return std::nullopt;
    double count = cv::countNonZero(face.hull);
    if (count < hull_px / 2 || count < 1) return std::nullopt;
    face.inside_share = count / hull_px;
    face.right_eye = apply(face.to_aligned, shape.right_eye.centre());
    face.left_eye = apply(face.to_aligned, shape.left_eye.centre());
    face.mouth = apply(face.to_aligned, (shape.right_mouth_corner + shape.left_mouth_corner) / 2);
    face.mesh = moved(shape.mesh, face.to_aligned);
    return face;
}

void fill_mesh(cv::Mat& mask, const AlignedFace& face, std::span<const int> points, int shrink) {
    std::vector<cv::Point> corners;
    for (int i : points) {
        const cv::Point2f& p = face.mesh[static_cast<std::size_t>(i)];
        // A point far outside, or nowhere, would have the polygon's edges followed for seconds.
        auto near = [shrink](float place, int side) {
            auto most = 2 * static_cast<float>(side), least = -static_cast<float>(side),
                 at = place / static_cast<float>(shrink);
            return cvRound(at > least ? std::min(at, most) : least);
        };
        corners.emplace_back(near(p.x, mask.cols), near(p.y, mask.rows));
    }
    cv::fillPoly(mask, std::vector{corners}, cv::Scalar(255));
}

}  // namespace limner::portrait
