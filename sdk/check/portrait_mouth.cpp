#include "check/portrait_mouth.h"

#include "check/portrait_light.h"

#include <algorithm>
#include <array>
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

// The inner lips from the right corner to the left one.
constexpr std::array<std::pair<std::size_t, std::size_t>, 11> inner_lips{{{78, 78},
                                                                          {191, 95},
                                                                          {80, 88},
                                                                          {81, 178},
                                                                          {82, 87},
                                                                          {13, 14},
                                                                          {312, 317},
                                                                          {311, 402},
                                                                          {310, 318},
                                                                          {415, 324},
                                                                          {308, 308}}};

/// Brightness across the lips' line, from above it to below: at each distance from it the median along the mouth.
std::vector<float> across_line(const cv::Mat& gray, const std::vector<cv::Point2d>& line) {
    constexpr int columns = 41, reach = 17;
    cv::Mat at_x(2 * reach + 1, columns, CV_32F), at_y = at_x.clone(), seen;
    for (int i = 0; i < columns; ++i) {
        double along = (0.15 + 0.7 * i / (columns - 1)) * static_cast<double>(line.size() - 1);
        auto before = static_cast<std::size_t>(along);
        cv::Point2d place = line[before] + (line[before + 1] - line[before]) * (along - std::floor(along));
        for (int row = 0; row < at_x.rows; ++row) {
            at_x.at<float>(row, i) = static_cast<float>(place.x);
            at_y.at<float>(row, i) = static_cast<float>(place.y + row - reach);
        }
    }
    cv::remap(gray, seen, at_x, at_y, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    std::vector<float> medians;
    for (int row = 0; row < seen.rows; ++row) {
        std::vector<float> values(seen.ptr<float>(row), seen.ptr<float>(row) + columns);
        std::ranges::nth_element(values, values.begin() + columns / 2);
        medians.push_back(values[columns / 2]);
    }
    return medians;
}

double line_step(const cv::Mat& mouth, const std::vector<cv::Point2d>& line) {
    cv::Mat gray;
    cv::cvtColor(mouth, gray, cv::COLOR_RGB2GRAY);
    gray.convertTo(gray, CV_32F);
    cv::GaussianBlur(gray, gray, {}, 1);
    std::vector<float> rows = across_line(gray, line);
    constexpr std::ptrdiff_t line_within = 7, lips_within = 12;
    auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
    auto darkest = std::min_element(middle - line_within, middle + line_within + 1);
    auto from = std::max(rows.begin(), darkest - lips_within), to = std::min(rows.end(), darkest + lips_within + 1);
    constexpr float dark = 10;  // gray levels: below it noise decides
    float lips = *std::max_element(from, to);
    return static_cast<double>((lips - *darkest) / (lips + dark));
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
    std::vector<cv::Point2d> lips_line;
    for (auto [upper, lower] : inner_lips) lips_line.push_back((at(upper) + at(lower)) / 2);
    return FaceMouth{(line - corners) / unit_px, band.value_or(0), line_step(square.pixels, lips_line)};
}

}  // namespace limner::portrait
