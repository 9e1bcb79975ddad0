#include "check/portrait_frame.h"

#include "check/mesh_points.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

constexpr int reach_px = 7;       // to what lies above and below: more than half a rim
constexpr int thin_reach_px = 4;  // between lids that are close
constexpr int half_height = 35;   // of the part around an eye
constexpr int beside_px = 11;     // how far the line has to go on beside the eye: lenses end further out
constexpr float most = 0.25F;     // beyond it a line is no surer
constexpr float barred = -9;

/// Where an eye is, with what lies beside it.
struct EyePart {
    cv::Rect place{};
    cv::Mat opening{};                ///< 255 between the lids, within `place`.
    int eye_left = 0, eye_width = 0;  ///< In columns of `place`.

    double along(int column) const { return static_cast<double>(column - eye_left) / eye_width; }
    /// In the eye, but for its corners, in which lids and lashes meet.
    bool is_within(int column) const { return along(column) > 0.2 && along(column) < 0.8; }
    /// Between corner and iris.
    bool is_beside_iris(int column) const {
        return is_within(column) && (along(column) < 0.35 || along(column) > 0.65);
    }
};

std::optional<EyePart> eye_part(const AlignedFace& face, std::span<const int> lids) {
    cv::Mat opening = cv::Mat::zeros(face.rgb.size(), CV_8U);
    fill_mesh(opening, face, lids);
    cv::Rect eye = cv::boundingRect(opening);
    constexpr int least_width_px = 20;
    if (eye.width < least_width_px) return std::nullopt;
    int middle = eye.y + eye.height / 2;
    EyePart part;
    part.place = {eye.x - beside_px, middle - half_height, eye.width + 2 * beside_px, 2 * half_height};
    cv::Rect needed = part.place + cv::Size(0, 2 * reach_px) - cv::Point(0, reach_px);
    if ((needed & cv::Rect({}, face.rgb.size())) != needed) return std::nullopt;
    part.opening = opening(part.place);
    part.eye_left = beside_px;
    part.eye_width = eye.width;
    return part;
}

/// How much darker every place is than what lies above and below it, over the skin's brightness.
cv::Mat dark_lines(const cv::Mat& gray, const cv::Rect& place) {
    cv::Mat around = gray(place), lines;
    std::vector<uchar> sorted(around.begin<uchar>(), around.end<uchar>());
    auto bright = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 3 / 4);
    std::ranges::nth_element(sorted, bright);
    constexpr double dark = 20;  // gray levels: below it noise decides
    lines = cv::Mat::zeros(around.size(), CV_8U);
    for (int reach : {thin_reach_px, reach_px}) {
        cv::Mat neighbours = cv::min(gray(place + cv::Point(0, reach)), gray(place - cv::Point(0, reach)));
        cv::subtract(neighbours, around, neighbours);  // of 8 bits: never below 0
        cv::max(lines, neighbours, lines);
    }
    lines.convertTo(lines, CV_32F, 1 / (*bright + dark));
    return cv::min(lines, most);
}

/// The heights of the darkest line from the left side to the right one, by dynamic programming.
std::vector<int> darkest_path(const cv::Mat& lines) {
    cv::Mat sums = lines.clone();
    cv::Mat from(lines.size(), CV_32S, cv::Scalar(0));
    for (int x = 1; x < lines.cols; ++x)
        for (int y = 0; y < lines.rows; ++y) {
            int best = y;
            for (int other : {y - 1, y + 1})
                if (other >= 0 && other < lines.rows && sums.at<float>(other, x - 1) > sums.at<float>(best, x - 1))
                    best = other;
            sums.at<float>(y, x) += sums.at<float>(best, x - 1);
            from.at<int>(y, x) = best;
        }
    std::vector<int> path(static_cast<std::size_t>(lines.cols));
    cv::Point end;
    cv::minMaxLoc(sums.col(lines.cols - 1), nullptr, nullptr, nullptr, &end);
    int y = end.y;
    for (int x = lines.cols - 1; x >= 0; --x) {
        path[static_cast<std::size_t>(x)] = y;
        y = from.at<int>(y, x);
    }
    return path;
}

double median_of(std::vector<float> values) {
    if (values.empty()) return 0;
    auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return std::max(0.0, static_cast<double>(*middle));
}

/// The weakest of three parts of the darkest line: beside the eye on either side, and in it beside the iris.
double line_across(const cv::Mat& gray, const EyePart& eye) {
    cv::Mat lines = dark_lines(gray, eye.place), opening;
    cv::erode(eye.opening, opening, cv::Mat(3, 1, CV_8U, cv::Scalar(1)));
    for (int x = 0; x < lines.cols; ++x)
        if (eye.is_within(x)) lines.col(x).setTo(barred, opening.col(x) == 0);
    std::vector<int> path = darkest_path(lines);
    std::array<std::vector<float>, 3> parts;
    for (int x = 0; x < lines.cols; ++x) {
        float here = lines.at<float>(path[static_cast<std::size_t>(x)], x);
        if (eye.along(x) < 0) parts[0].push_back(here);
        if (eye.along(x) > 1) parts[1].push_back(here);
        if (eye.is_beside_iris(x)) parts[2].push_back(here);
    }
    return std::min({median_of(parts[0]), median_of(parts[1]), median_of(parts[2])});
}

}  // namespace

std::optional<double> line_across_eyes(const AlignedFace& face) {
    if (face.mesh.empty()) return std::nullopt;
    auto right = eye_part(face, mesh_points::right_lids), left = eye_part(face, mesh_points::left_lids);
    if (!right || !left) return std::nullopt;
    cv::Mat gray;
    cv::cvtColor(face.rgb, gray, cv::COLOR_RGB2GRAY);
    cv::GaussianBlur(gray, gray, {}, 1);
    return std::min(line_across(gray, *right), line_across(gray, *left));
}

}  // namespace limner::portrait
