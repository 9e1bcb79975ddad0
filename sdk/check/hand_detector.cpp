#include "check/hand_detector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

// The network is convolutional: half of its own size sees a hand beside a face as well and takes a quarter of the time.
constexpr int input_size = 128;
constexpr double surroundings = 5;    // side of the square around the face, in distances between the eyes
constexpr double below_eyes = 0.3;    // of its middle
constexpr double finger_reach = 1.3;  // the network marks the palm: fingers reach further
constexpr int values_of_place = 18;   // centre, size and seven joints
constexpr std::array strides{8, 16, 32};

std::string output_of(const char* kind, int stride) {
    return "StatefulPartitionedCall/model/" + std::string(kind) + "_" + std::to_string(stride) + "/BiasAdd";
}

/// The surest palm of one of the network's grids that meets `face`, before its sigmoid.
float surest(const cv::Mat& certainties, const cv::Mat& places, int stride, const cv::Rect2d& face) {
    float best = -std::numeric_limits<float>::max();
    int kinds = certainties.size[1], rows = certainties.size[2], columns = certainties.size[3];
    for (int kind = 0; kind < kinds; ++kind)
        for (int y = 0; y < rows; ++y)
            for (int x = 0; x < columns; ++x) {
                auto value = [&](int i) {
                    return static_cast<double>(places.ptr<float>(0, kind * values_of_place + i, y)[x]);
                };
                cv::Point2d centre((x + 0.5) * stride + value(0), (y + 0.5) * stride + value(1));
                double side = std::max(0.0, value(2)) * finger_reach;
                cv::Rect2d palm(centre.x - side / 2, centre.y - side / 2, side, side);
                if (!(palm & face).empty()) best = std::max(best, certainties.ptr<float>(0, kind, y)[x]);
            }
    return best;
}

}  // namespace

Result<HandDetector> HandDetector::load(const std::filesystem::path& models) {
    auto network = Network::load(models / model_file::hand_detector);
    if (!network) return network.error();
    return HandDetector(*std::move(network));
}

Result<double> HandDetector::certainty_at(const cv::Mat& rgb, const FaceShape& face) {
    // A face turned aside has its eyes close together.
    double unit = std::max(face.inter_eye_px(), 0.8 * face.eye_to_chin_px());
    cv::Point2d eyes = face.eyes_midpoint(), down = (face.chin - eyes) / std::max(1.0, face.eye_to_chin_px());
    UprightSquare square =
        cut_upright(rgb, eyes + down * (below_eyes * unit), surroundings * unit, -face.roll_degrees(), input_size);
    cv::Matx23d to_square;
    cv::invertAffineTransform(square.to_picture, to_square);
    std::vector<cv::Point2f> points;
    for (const cv::Point2f& point : face.mesh.empty() ? face.outline : face.mesh)
        points.emplace_back(apply(to_square, point));
    std::vector<std::string> outputs;
    for (int stride : strides)
        for (const char* kind : {"classificator", "regressor"}) outputs.push_back(output_of(kind, stride));
    auto found = network_.run(blob_of(square.pixels, {}, 1.0 / 255), outputs);
    if (!found) return found.error();
    float best = -std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < strides.size(); ++i)
        best = std::max(best, surest((*found)[2 * i], (*found)[2 * i + 1], strides[i], cv::boundingRect(points)));
    return 1 / (1 + std::exp(-static_cast<double>(best)));
}

}  // namespace limner::portrait
