#include "check/portrait_lenses.h"

#include "check/portrait_light.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace limner::portrait {
namespace {

/// Medians of the rows of a part of the picture: what crosses it from side to side.
std::vector<double> row_medians(const cv::Mat& gray, const cv::Rect& part) {
    std::vector<double> medians;
    std::vector<uchar> row;
    for (int y = part.y; y < part.br().y; ++y) {
        row.assign(gray.ptr(y) + part.x, gray.ptr(y) + part.br().x);
        std::ranges::nth_element(row, row.begin() + static_cast<std::ptrdiff_t>(row.size() / 2));
        medians.push_back(row[row.size() / 2]);
    }
    return medians;
}

/// The largest step between rows that lie `reach` apart, over the brightness of the whole.
double largest_step(const std::vector<double>& rows, std::size_t reach) {
    if (rows.size() <= reach) return 0;
    std::vector<double> sorted = rows;
    std::ranges::sort(sorted);
    constexpr double dark = 20;  // gray levels: below it noise decides
    double level = sorted[sorted.size() * 3 / 4] + dark, step = 0;
    for (std::size_t y = reach; y < rows.size(); ++y) step = std::max(step, std::abs(rows[y] - rows[y - reach]));
    return step / level;
}

/// In distances between the eyes, from a place on the face.
cv::Rect part_around(const AlignedFace& face, cv::Point2d place, double half_width, double up, double down) {
    double unit = face.inter_eye_px();
    return inside({place.x - half_width * unit, place.y - up * unit, 2 * half_width * unit, (up + down) * unit},
                  face.rgb.size());
}

double step_in(const AlignedFace& face, const cv::Mat& gray, const cv::Rect& part) {
    if (part.empty()) return 0;
    return largest_step(row_medians(gray, part),
                        static_cast<std::size_t>(std::max(2, cvRound(0.04 * face.inter_eye_px()))));
}

double mean_light(const AlignedFace& face, const cv::Rect& part) {
    const LuminanceTable& table = luminance_table();
    double sum = 0;
    for (int y = part.y; y < part.br().y; ++y)
        for (int x = part.x; x < part.br().x; ++x) sum += static_cast<double>(table.of(face.rgb.at<cv::Vec3b>(y, x)));
    return part.empty() ? 0 : sum / part.area();
}

/// Where a lens sits: around an eye, without the eye itself.
double lens_light(const AlignedFace& face, cv::Point2d eye) {
    cv::Rect below = part_around(face, eye + cv::Point2d(0, 0.24 * face.inter_eye_px()), 0.16, 0.06, 0.06);
    cv::Rect above = part_around(face, eye - cv::Point2d(0, 0.17 * face.inter_eye_px()), 0.16, 0.04, 0.04);
    return std::max(mean_light(face, below), mean_light(face, above));
}

double share_of(const AlignedFace& face, const cv::Rect& part, auto is_counted) {
    int count = 0;
    for (int y = part.y; y < part.br().y; ++y)
        for (int x = part.x; x < part.br().x; ++x) count += is_counted(face.rgb.at<cv::Vec3b>(y, x)) ? 1 : 0;
    return part.empty() ? 0 : static_cast<double>(count) / part.area();
}

bool is_saturated(const cv::Vec3b& rgb) { return std::min({rgb[0], rgb[1], rgb[2]}) >= 235; }

bool is_red(const cv::Vec3b& rgb) { return rgb[0] > 90 && rgb[0] > 2 * std::max(rgb[1], rgb[2]); }

}  // namespace

EyeSurroundings measure_eye_surroundings(const AlignedFace& face) {
    cv::Mat gray;
    cv::cvtColor(face.rgb, gray, cv::COLOR_RGB2GRAY);
    cv::GaussianBlur(gray, gray, {}, 1);
    double unit = face.inter_eye_px();
    cv::Point2d middle = (face.right_eye + face.left_eye) / 2;
    EyeSurroundings found;
    found.bridge_edge = step_in(face, gray, part_around(face, middle, 0.1, 0.22, 0.28));
    found.rim_edge = 1;
    for (cv::Point2d eye : {face.right_eye, face.left_eye}) {
        cv::Point2d below = eye + cv::Point2d(0, 0.3 * unit);
        found.rim_edge = std::min(found.rim_edge, step_in(face, gray, part_around(face, below, 0.1, 0.1, 0.3)));
        found.glare_share += share_of(face, part_around(face, eye, 0.36, 0.24, 0.28), is_saturated) / 2;
        found.red_share += share_of(face, part_around(face, eye, 0.07, 0.07, 0.07), is_red) / 2;
    }
    double cheeks = 0, lenses = 0;
    for (cv::Point2d eye : {face.right_eye, face.left_eye}) {
        cheeks += mean_light(face, part_around(face, {eye.x, (eye.y + 2 * face.mouth.y) / 3}, 0.12, 0.1, 0.1));
        lenses += lens_light(face, eye);
    }
    if (cheeks > 0) found.tint_ratio = lenses / cheeks;
    return found;
}

}  // namespace limner::portrait
