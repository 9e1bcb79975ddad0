#include "check/face_mesh.h"

#include <cmath>
#include <limits>

namespace limner::portrait {
namespace {

constexpr int input_size = 192;
constexpr int point_count = 468;
constexpr double surroundings = 1.5;  // side of the square that the network expects, in sizes of the face
// The face score before its sigmoid, which would round 0.9999999 and 1 to the same.
constexpr auto certainty_output = "onnx_node!StatefulPartitionedCall/model_1/conv2d_31/BiasAdd";
constexpr double certain = 15;         // upright faces have 18 to 40, lying ones up to 9
constexpr double least_certainty = 0;  // a score of 0.5
// The mesh is smaller than the detector's box and lies lower, in the box's longer sides (means over 30 faces).
constexpr double face_to_box = 0.90, face_below_box = 0.06;
// The network underrates a roll and wants the face in the middle: it is cut out again until that changes little.
constexpr double settled_degrees = 3, settled_shift = 0.04, settled_growth = 0.1;
constexpr int most_cuts = 4;
// On frontal faces the mesh's line from forehead to chin leans by this (mean of 16 compliant portraits).
constexpr double pitch_of_frontal_face_degrees = 5.6;

// Points of the mesh by MediaPipe's numbers; the subject's left is the picture's right.
constexpr int chin = 152, forehead = 10, nose_tip = 1;
constexpr int left_mouth = 291, right_mouth = 61;
struct EyePoints {
    int inner, outer;
    std::array<std::pair<int, int>, 3> lids;  // upper, lower
};
constexpr EyePoints left_eye{362, 263, {{{386, 374}, {385, 380}, {387, 373}}}};
constexpr EyePoints right_eye{133, 33, {{{159, 145}, {158, 153}, {160, 144}}}};
constexpr std::array<std::pair<int, int>, 5> inner_lips{{{13, 14}, {82, 87}, {312, 317}, {81, 178}, {311, 402}}};
constexpr std::array outline{234, 93,  132, 58,  172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365,
                             397, 288, 361, 323, 454, 70,  63,  105, 66,  107, 336, 296, 334, 293, 300};
/// Pairs that mirror each other, from the picture's left to its right: their common direction is across the face.
constexpr std::array<std::pair<int, int>, 8> across{
    {{33, 263}, {133, 362}, {234, 454}, {127, 356}, {132, 361}, {61, 291}, {70, 300}, {105, 334}}};

double degrees(double radians) { return radians * 180 / CV_PI; }

}  // namespace

struct FaceMesh::Fit {
    std::array<cv::Point3d, point_count> points{};  ///< In the picture; z in the same unit, away from the camera.
    double certainty = 0;                           ///< Log odds.
    Cut cut{};                                      ///< What it was fitted in.

    cv::Point2d at(int i) const {
        return {points[static_cast<std::size_t>(i)].x, points[static_cast<std::size_t>(i)].y};
    }
    cv::Point3d in_space(int i) const { return points[static_cast<std::size_t>(i)]; }
    double distance(std::pair<int, int> pair) const { return cv::norm(at(pair.first) - at(pair.second)); }
    double clockwise_degrees() const {
        cv::Point2d along = at(left_eye.inner) + at(left_eye.outer) - at(right_eye.inner) - at(right_eye.outer);
        return degrees(std::atan2(along.y, along.x));
    }
    EyeShape eye(const EyePoints& eye) const {
        EyeShape shape{at(eye.inner), at(eye.outer)};
        for (auto lids : eye.lids) shape.lid_gap_px = std::max(shape.lid_gap_px, distance(lids));
        shape.lids_centre =
            (at(eye.lids[1].first) + at(eye.lids[2].first) + at(eye.lids[1].second) + at(eye.lids[2].second)) / 4;
        return shape;
    }
    /// The square that the network would have wanted for this face.
    Cut better_cut() const;
    bool is_settled() const;
    FaceShape shape() const;
};

FaceMesh::Cut FaceMesh::Fit::better_cut() const {
    double clockwise = clockwise_degrees();
    double cosine = std::cos(clockwise * CV_PI / 180), sine = std::sin(clockwise * CV_PI / 180);
    constexpr double far = std::numeric_limits<double>::max();
    cv::Point2d low(far, far), high(-far, -far);
    for (const cv::Point3d& p : points) {
        cv::Point2d turned(cosine * p.x + sine * p.y, cosine * p.y - sine * p.x);
        low = {std::min(low.x, turned.x), std::min(low.y, turned.y)};
        high = {std::max(high.x, turned.x), std::max(high.y, turned.y)};
    }
    cv::Point2d middle = (low + high) / 2;
    double side = std::max(high.x - low.x, high.y - low.y) * surroundings;
    return {{cosine * middle.x - sine * middle.y, sine * middle.x + cosine * middle.y}, side, clockwise};
}

bool FaceMesh::Fit::is_settled() const {
    Cut better = better_cut();
    return std::abs(std::remainder(better.clockwise_degrees - cut.clockwise_degrees, 360)) < settled_degrees &&
           cv::norm(better.centre - cut.centre) < settled_shift * cut.side_px &&
           std::abs(better.side_px / cut.side_px - 1) < settled_growth;
}

FaceShape FaceMesh::Fit::shape() const {
    FaceShape shape;
    shape.left_eye = eye(left_eye);
    shape.right_eye = eye(right_eye);
    shape.chin = at(chin);
    shape.nose_tip = at(nose_tip);
    shape.left_mouth_corner = at(left_mouth);
    shape.right_mouth_corner = at(right_mouth);
    for (auto lips : inner_lips) shape.lip_gap_px = std::max(shape.lip_gap_px, distance(lips));
    for (int i : outline) shape.outline.emplace_back(at(i));
    cv::Point2d low = at(0), high = at(0);
    for (int i = 0; i < point_count; ++i) {
        low = {std::min(low.x, at(i).x), std::min(low.y, at(i).y)};
        high = {std::max(high.x, at(i).x), std::max(high.y, at(i).y)};
    }
    shape.bounds = cv::Rect2d(low, high);
    for (const cv::Point3d& point : points)
        shape.mesh.emplace_back(static_cast<float>(point.x), static_cast<float>(point.y));

    cv::Point3d sideways(0, 0, 0);
    for (auto [from, to] : across) {
        cv::Point3d v = in_space(to) - in_space(from);
        sideways += v * (1 / std::max(cv::norm(v), 1e-9));
    }
    shape.yaw_degrees = degrees(std::atan2(sideways.z, std::hypot(sideways.x, sideways.y)));
    cv::Point3d down = in_space(chin) - in_space(forehead);
    shape.pitch_degrees = degrees(std::atan2(down.z, std::hypot(down.x, down.y))) - pitch_of_frontal_face_degrees;
    return shape;
}

Result<FaceMesh> FaceMesh::load(const std::filesystem::path& models) {
    auto network = Network::load(models / model_file::face_mesh);
    if (!network) return network.error();
    return FaceMesh(*std::move(network));
}

Result<FaceMesh::Fit> FaceMesh::fit(const cv::Mat& rgb, const Cut& cut) {
    UprightSquare square = cut_upright(rgb, cut.centre, cut.side_px, cut.clockwise_degrees, input_size);
    auto outputs = network_.run(blob_of(square.pixels, {}, 1.0 / 255), {"Identity_2", certainty_output});
    if (!outputs) return outputs.error();
    const float* value = (*outputs)[0].ptr<float>();
    Fit fit;
    fit.cut = cut;
    for (std::size_t i = 0; i < point_count; ++i) {
        cv::Point2d place = apply(square.to_picture, {value[3 * i], value[3 * i + 1]});
        fit.points[i] = {place.x, place.y, value[3 * i + 2] * cut.side_px / input_size};
    }
    fit.certainty = (*outputs)[1].ptr<float>()[0];
    return fit;
}

Result<FaceMesh::Fit> FaceMesh::fit_in_any_direction(const cv::Mat& rgb, const cv::Rect2d& box) {
    double longer = std::max(box.width, box.height);
    Cut cut{(box.tl() + box.br()) / 2 + cv::Point2d(0, face_below_box * longer), longer * face_to_box * surroundings,
            0};
    auto best = fit(rgb, cut);
    for (double turned = 90; best && best->certainty < certain && turned < 360; turned += 90) {
        auto other = fit(rgb, {(box.tl() + box.br()) / 2, longer * surroundings, turned});
        if (!other) return other.error();
        if (other->certainty > best->certainty) best = std::move(other);
    }
    return best;
}

Result<std::optional<FaceShape>> FaceMesh::shape_in(const cv::Mat& rgb, const cv::Rect2d& box) {
    auto best = fit_in_any_direction(rgb, box);
    if (!best) return best.error();
    if (best->certainty < least_certainty) return std::optional<FaceShape>();
    for (int cuts = 1; cuts < most_cuts && !best->is_settled(); ++cuts) {
        auto again = fit(rgb, best->better_cut());
        if (!again) return again.error();
        if (again->certainty < least_certainty) break;
        best = std::move(again);
    }
    return std::optional(best->shape());
}

}  // namespace limner::portrait
