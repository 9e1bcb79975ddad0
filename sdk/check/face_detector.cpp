#include "check/face_detector.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

constexpr int input_width = 320, input_height = 240;
constexpr double least_score = 0.7;   // the network's own users take 0.65..0.7
constexpr double most_overlap = 0.4;  // of two boxes on one face: intersection / union

double overlap(const cv::Rect2d& a, const cv::Rect2d& b) {
    double common = (a & b).area();
    return common / (a.area() + b.area() - common);
}

/// The best box of every face: boxes that overlap a better one are the same face.
std::vector<DetectedFace> without_doubles(std::vector<DetectedFace> faces) {
    std::ranges::sort(faces, std::ranges::greater{}, &DetectedFace::score);
    std::vector<DetectedFace> kept;
    for (const DetectedFace& face : faces) {
        bool is_double =
            std::ranges::any_of(kept, [&](const auto& k) { return overlap(k.box, face.box) > most_overlap; });
        if (!is_double) kept.push_back(face);
    }
    return kept;
}

/// A place in a picture turned clockwise by quarters, as a place in the picture (of size `size`) itself.
cv::Rect2d turned_back(const cv::Rect2d& box, int quarters, cv::Size size) {
    switch (quarters) {
        case 1: return {box.y, size.height - box.x - box.width, box.height, box.width};
        case 2: return {size.width - box.x - box.width, size.height - box.y - box.height, box.width, box.height};
        case 3: return {size.width - box.y - box.height, box.x, box.height, box.width};
        default: return box;
    }
}

}  // namespace

Result<FaceDetector> FaceDetector::load(const std::filesystem::path& models) {
    auto network = Network::load(models / model_file::face_detector);
    if (!network) return network.error();
    return FaceDetector(*std::move(network));
}

Result<std::vector<DetectedFace>> FaceDetector::detect_upright(const cv::Mat& rgb) {
    double scale = std::min(input_width * 1.0 / rgb.cols, input_height * 1.0 / rgb.rows);
    cv::Mat canvas(input_height, input_width, CV_8UC3, cv::Scalar::all(127));
    cv::Size size(std::clamp(static_cast<int>(std::lround(rgb.cols * scale)), 1, input_width),
                  std::clamp(static_cast<int>(std::lround(rgb.rows * scale)), 1, input_height));
    resized(rgb, size).copyTo(canvas(cv::Rect({}, size)));
    auto outputs = network_.run(blob_of(canvas, cv::Scalar::all(127), 1.0 / 128), {"scores", "boxes"});
    if (!outputs) return outputs.error();

    const cv::Mat& scores = (*outputs)[0];
    const float* score = scores.ptr<float>();
    const float* corner = (*outputs)[1].ptr<float>();
    std::vector<DetectedFace> faces;
    for (std::size_t i = 0; i < scores.total() / 2; ++i) {
        if (score[2 * i + 1] < least_score) continue;
        const float* box = corner + 4 * i;
        cv::Point2d top_left(box[0] * input_width / scale, box[1] * input_height / scale);
        cv::Point2d bottom_right(box[2] * input_width / scale, box[3] * input_height / scale);
        if (bottom_right.x > top_left.x && bottom_right.y > top_left.y)
            faces.push_back({cv::Rect2d(top_left, bottom_right), score[2 * i + 1]});
    }
    return without_doubles(std::move(faces));
}

Result<std::vector<DetectedFace>> FaceDetector::detect(const cv::Mat& rgb, int quarters) {
    cv::Mat turned;  // not a second header of rgb: a half turn would be made in place
    constexpr int rotations[] = {0, cv::ROTATE_90_CLOCKWISE, cv::ROTATE_180, cv::ROTATE_90_COUNTERCLOCKWISE};
    if (quarters) cv::rotate(rgb, turned, rotations[quarters]);
    auto faces = detect_upright(quarters ? turned : rgb);
    if (!faces) return faces.error();
    for (DetectedFace& face : *faces) face.box = turned_back(face.box, quarters, rgb.size());
    std::ranges::sort(*faces, std::ranges::greater{}, [](const DetectedFace& face) { return face.box.area(); });
    return faces;
}

}  // namespace limner::portrait
