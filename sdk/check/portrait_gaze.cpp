#include "check/portrait_gaze.h"

#include "check/mesh_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

/// Points of the mesh by MediaPipe's numbers; corners from the picture's left to its right.
struct Lids {
    std::array<int, 2> corners;
    std::array<int, 16> ring;
    double straight;  ///< Where the iris lies in an eye that looks into the camera, from the left corner, in widths.
};
// Of compliant portraits the right eye's iris lies at 0.41 to 0.48, the left one's at 0.51 to 0.56.
constexpr Lids right_eye{{33, 133}, mesh_points::right_lids, 0.455};
constexpr Lids left_eye{{362, 263}, mesh_points::left_lids, 0.545};

// Below the line of the corners, in widths: of compliant portraits -0.05 to -0.11, since the upper lid's arch is
// higher.
constexpr double straight_down = -0.08;

/// How far the iris lies from its place in an eye that looks straight, in widths of the eye, to the picture's right and
/// downwards.
std::optional<cv::Point2d> iris_shift(const AlignedFace& face, const Lids& lids) {
    cv::Point2d left = face.mesh[static_cast<std::size_t>(lids.corners[0])];
    cv::Point2d right = face.mesh[static_cast<std::size_t>(lids.corners[1])];
    cv::Mat inside_lids = cv::Mat::zeros(face.rgb.size(), CV_8U);
    fill_mesh(inside_lids, face, lids.ring);
    std::vector<cv::Point> places;
    cv::findNonZero(inside_lids, places);
    constexpr std::size_t least_pixels = 20;
    if (places.size() < least_pixels || right.x - left.x < 1) return std::nullopt;
    auto light_at = [&](cv::Point place) {
        const auto& pixel = face.rgb.at<cv::Vec3b>(place);
        return static_cast<double>(std::max({pixel[0], pixel[1], pixel[2]}));
    };
    std::vector<double> light;
    for (cv::Point place : places) light.push_back(light_at(place));
    std::ranges::sort(light);
    double dark = light[light.size() / 20], bright = light[light.size() * 9 / 10];
    constexpr double least_contrast = 0.3;
    if (bright - dark < least_contrast * bright) return std::nullopt;
    cv::Point2d sum;
    double weights = 0;
    for (cv::Point place : places) {
        double weight = std::max(0.0, dark + 0.45 * (bright - dark) - light_at(place));
        sum += weight * cv::Point2d(place);
        weights += weight;
    }
    cv::Point2d iris = sum / weights;
    double width = right.x - left.x, along = (iris.x - left.x) / width;
    double level = left.y + along * (right.y - left.y);
    return cv::Point2d(along - lids.straight, (iris.y - level) / width - straight_down);
}

}  // namespace

std::optional<Gaze> measure_gaze(const AlignedFace& face) {
    if (face.mesh.empty()) return std::nullopt;
    auto right = iris_shift(face, right_eye), left = iris_shift(face, left_eye);
    if (!right || !left) return std::nullopt;
    // Eyes move together. The one that looks towards the nose seems to move less: its corner there is dark as well.
    cv::Point2d mean = (*right + *left) / 2;
    return Gaze{.aside = mean.x, .down = mean.y};
}

}  // namespace limner::portrait
