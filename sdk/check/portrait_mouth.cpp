#include "check/portrait_mouth.h"

#include "check/portrait_light.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

// Points of the mesh by MediaPipe's numbers.
constexpr std::size_t upper_outer = 0, upper_inner = 13, lower_inner = 14, lower_outer = 17;
constexpr std::size_t right_corner = 61, left_corner = 291;
constexpr int unit_px = 113;          // between the eyes, as in the standard's aligned picture
constexpr double side_to_unit = 1.2;  // of the square around the mouth

/// The longest run of rows between the lips' outer edges that are darker than half of the lips' brighter part.
int dark_run(const cv::Mat& mouth, int x, int top, int bottom) {
    const LuminanceTable& table = luminance_table();
    std::vector<float> light;
    for (int y = top; y <= bottom; ++y) light.push_back(table.of(mouth.at<cv::Vec3b>(y, x)));
    std::vector<float> sorted = light;
    std::ranges::sort(sorted);
    float dark = sorted[sorted.size() * 3 / 4] / 2;
    int run = 0, longest = 0;
    for (float value : light) {
        run = value < dark ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

/// The median over columns around the middle of the mouth; nothing where it lies outside the square.
std::optional<double> dark_band(const cv::Mat& mouth, cv::Point2d upper, cv::Point2d lower, double middle) {
    constexpr int half_columns = 4, column_px = 3, least_rows = 5;
    constexpr double reach = half_columns * column_px + 1;
    bool is_inside = upper.y >= 0 && lower.y <= mouth.rows - 1 && middle >= reach && middle <= mouth.cols - 1 - reach;
    if (!is_inside || !(lower.y - upper.y >= least_rows)) return std::nullopt;
    int top = cvRound(upper.y), bottom = cvRound(lower.y);
    int left = cvRound(middle) - half_columns * column_px, right = cvRound(middle) + half_columns * column_px;
    std::vector<int> runs;
    for (int x = left; x <= right; x += column_px) runs.push_back(dark_run(mouth, x, top, bottom));
    std::ranges::sort(runs);
    return static_cast<double>(runs[runs.size() / 2]) / unit_px;
}

}  // namespace

std::optional<FaceMouth> measure_mouth(const cv::Mat& rgb, const FaceShape& face) {
    if (face.mesh.empty() || face.inter_eye_px() < 1) return std::nullopt;
    cv::Point2d middle = (cv::Point2d(face.mesh[upper_inner]) + cv::Point2d(face.mesh[lower_inner])) / 2;
    if (!cv::Rect2d({}, cv::Size2d(rgb.size())).contains(middle)) return std::nullopt;
    UprightSquare square = cut_upright(rgb, middle, side_to_unit * face.inter_eye_px(), -face.roll_degrees(),
                                       cvRound(side_to_unit * unit_px));
    cv::Matx23d to_square;
    cv::invertAffineTransform(square.to_picture, to_square);
    auto at = [&](std::size_t point) { return apply(to_square, face.mesh[point]); };
    double line = (at(upper_inner).y + at(lower_inner).y) / 2;
    double corners = (at(right_corner).y + at(left_corner).y) / 2;
    auto band = dark_band(square.pixels, at(upper_outer), at(lower_outer), at(upper_inner).x);
    return FaceMouth{(line - corners) / unit_px, band.value_or(0)};
}

}  // namespace limner::portrait
