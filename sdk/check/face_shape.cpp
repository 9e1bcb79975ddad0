#include "check/face_shape.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

/// Half the sampling rate at most: beyond it bilinear sampling skips pixels and noise passes for detail.
constexpr double most_shrink = 2;

/// Half the size, each pixel the mean of four; an odd last row or column is left out.
cv::Mat halved(const cv::Mat& picture) {
    cv::Mat half;
    cv::Size size(picture.cols / 2, picture.rows / 2);
    cv::resize(picture(cv::Rect({}, size * 2)), half, size, 0, 0, cv::INTER_AREA);
    return half;
}

}  // namespace

double FaceShape::roll_degrees() const {
    cv::Point2d along = left_eye.centre() - right_eye.centre();
    return -std::atan2(along.y, along.x) * 180 / CV_PI;
}

cv::Point2d apply(const cv::Matx23d& transform, cv::Point2d point) {
    cv::Vec2d moved = transform * cv::Vec3d(point.x, point.y, 1);
    return {moved[0], moved[1]};
}

cv::Rect inside(const cv::Rect2d& box, cv::Size picture) {
    auto bounded = [](double value, int most) {
        return static_cast<int>(std::lround(std::clamp(value, 0.0, most * 1.0)));
    };
    int left = bounded(box.x, picture.width), right = bounded(box.x + box.width, picture.width);
    int top = bounded(box.y, picture.height), bottom = bounded(box.y + box.height, picture.height);
    return right > left && bottom > top ? cv::Rect(left, top, right - left, bottom - top) : cv::Rect();
}

cv::Mat resized(const cv::Mat& picture, cv::Size size) {
    cv::Mat source = picture, result;
    while (source.cols >= 2 * size.width && source.rows >= 2 * size.height) source = halved(source);
    cv::resize(source, result, size, 0, 0, cv::INTER_LINEAR);
    return result;
}

cv::Mat resampled(const cv::Mat& picture, const cv::Matx23d& to_picture, cv::Size size) {
    std::vector<cv::Point2f> corners;
    for (cv::Point2d corner : {cv::Point2d(0, 0), cv::Point2d(size.width, 0), cv::Point2d(0, size.height),
                               cv::Point2d(size.width, size.height)})
        corners.emplace_back(apply(to_picture, corner));
    constexpr int border = 4;  // of the bicubic kernel, and of what halving leaves out
    cv::Rect part = cv::boundingRect(corners) + cv::Size(2 * border, 2 * border) - cv::Point(border, border);
    part &= cv::Rect({}, picture.size());
    if (part.empty()) return cv::Mat::zeros(size, picture.type());
    cv::Mat source = picture(part), fine, result;
    double step = std::hypot(to_picture(0, 0), to_picture(1, 0)), shrink = 1;
    for (; step * shrink > most_shrink && source.cols > 1 && source.rows > 1; shrink /= 2) source = halved(source);
    // Where it still shrinks, twice the size is sampled and averaged.
    int finer = step * shrink > 1 ? 2 : 1;
    cv::Matx23d to_source = to_picture * shrink;
    double centre = (1.0 / finer - 1) / 2;  // of the first fine pixel, in pixels of the result
    to_source(0, 2) += (to_source(0, 0) + to_source(0, 1)) * centre + (0.5 - part.x) * shrink - 0.5;
    to_source(1, 2) += (to_source(1, 0) + to_source(1, 1)) * centre + (0.5 - part.y) * shrink - 0.5;
    for (int row : {0, 1})
        for (int column : {0, 1}) to_source(row, column) /= finer;
    cv::warpAffine(source, fine, to_source, size * finer, cv::INTER_CUBIC | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    if (finer == 1) return fine;
    cv::resize(fine, result, size, 0, 0, cv::INTER_AREA);
    return result;
}

UprightSquare cut_upright(const cv::Mat& picture, cv::Point2d centre, double side_px, double clockwise_degrees,
                          int size) {
    double angle = clockwise_degrees * CV_PI / 180;
    double step = side_px / size, cosine = std::cos(angle) * step, sine = std::sin(angle) * step;
    double middle = (size - 1) / 2.0;
    UprightSquare square;
    square.to_picture = {cosine, -sine,  centre.x - (cosine - sine) * middle,
                         sine,   cosine, centre.y - (sine + cosine) * middle};
    double reach = side_px * 0.75;  // half the diagonal and a little
    cv::Rect around = inside({centre.x - reach, centre.y - reach, 2 * reach, 2 * reach}, picture.size());
    if (around.empty()) {
        square.pixels = cv::Mat::zeros(size, size, picture.type());
        return square;
    }
    cv::Mat source = picture(around);
    double shrink = 1;
    for (; step * shrink > most_shrink && source.cols > 1 && source.rows > 1; shrink /= 2) source = halved(source);
    cv::Matx23d to_source = square.to_picture * shrink;
    to_source(0, 2) += (0.5 - around.x) * shrink - 0.5;
    to_source(1, 2) += (0.5 - around.y) * shrink - 0.5;
    cv::warpAffine(source, square.pixels, to_source, {size, size}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP);
    return square;
}

}  // namespace limner::portrait
