#include "check/face_networks.h"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <span>

namespace limner::portrait {
namespace {

// The network's answer on frontal faces (mean of 16 compliant portraits), its sign turned to "down is positive".
constexpr double pitch_of_frontal_face_degrees = 5.8;

std::vector<double> softmax(std::span<const float> values) {
    double most = *std::ranges::max_element(values), sum = 0;
    std::vector<double> shares;
    for (float value : values) sum += shares.emplace_back(std::exp(value - most));
    for (double& share : shares) share /= sum;
    return shares;
}

template <typename Model>
Result<Model> load_as(const std::filesystem::path& file, auto make) {
    auto network = Network::load(file);
    if (!network) return network.error();
    return make(*std::move(network));
}

}  // namespace

Result<HeadPose> HeadPose::load(const std::filesystem::path& models) {
    return load_as<HeadPose>(models / model_file::head_pose, [](Network n) { return HeadPose(std::move(n)); });
}

Result<std::optional<double>> HeadPose::pitch_degrees(const cv::Mat& rgb, const FaceShape& face) {
    constexpr int size = 224;
    constexpr double margin = 0.25;  // of the face's size on every side: the tightest scatter of four crops tried
    cv::Size2d extra(face.bounds.width * margin, face.bounds.height * margin);
    cv::Rect around = inside({face.bounds.x - extra.width, face.bounds.y - extra.height,
                              face.bounds.width + 2 * extra.width, face.bounds.height + 2 * extra.height},
                             rgb.size());
    if (around.empty()) return std::optional<double>();
    cv::Mat normal;
    resized(rgb(around), {size, size}).convertTo(normal, CV_32FC3, 1.0 / 255);
    cv::subtract(normal, cv::Scalar(0.485, 0.456, 0.406), normal);
    cv::divide(normal, cv::Scalar(0.229, 0.224, 0.225), normal);
    auto outputs = network_.run(blob_of(normal, {}, 1), {"617"});
    if (!outputs) return outputs.error();
    const cv::Mat& bins = (*outputs)[0];
    auto shares = softmax({bins.ptr<float>(), bins.total()});
    double mean = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) mean += shares[i] * static_cast<double>(i);
    double upwards = mean * 3 - 99;  // bins of 3 degrees from -99
    return std::optional(-upwards - pitch_of_frontal_face_degrees);
}

Result<EyeState> EyeState::load(const std::filesystem::path& models) {
    return load_as<EyeState>(models / model_file::eye_state, [](Network n) { return EyeState(std::move(n)); });
}

Result<double> EyeState::openness(const cv::Mat& gray, const EyeShape& eye, double clockwise_degrees) {
    constexpr int size = 24;
    constexpr double surroundings = 1.6;  // the network's square, in widths of the eye
    auto square = cut_upright(gray, eye.lids_centre, eye.width_px() * surroundings, clockwise_degrees, size);
    auto outputs = network_.run(blob_of(square.pixels, {}, 1.0 / 255), {"output"});
    if (!outputs) return outputs.error();
    return softmax({(*outputs)[0].ptr<float>(), 2})[1];
}

Result<PersonMask> PersonMask::load(const std::filesystem::path& models) {
    return load_as<PersonMask>(models / model_file::person_mask, [](Network n) { return PersonMask(std::move(n)); });
}

Result<cv::Mat> PersonMask::shares(const cv::Mat& rgb, const cv::Rect& region) {
    constexpr int size = 256;
    auto outputs = network_.run(blob_of(resized(rgb(region), {size, size}), {}, 1.0 / 255), {"activation_10"});
    if (!outputs) return outputs.error();
    return (*outputs)[0].reshape(1, size);
}

Result<Expression> Expression::load(const std::filesystem::path& models) {
    return load_as<Expression>(models / model_file::expression, [](Network n) { return Expression(std::move(n)); });
}

Result<std::optional<double>> Expression::neutral_share(const cv::Mat& rgb, const FaceShape& face) {
    constexpr int size = 64;
    constexpr double surroundings = 1.25;  // the network's square, in sizes of the face
    constexpr std::size_t neutral = 6;     // after angry, disgust, fear, happy, sad, surprise
    double side = std::max(face.bounds.width, face.bounds.height) * surroundings;
    cv::Point2d middle = (face.bounds.tl() + face.bounds.br()) / 2;
    if (inside(face.bounds, rgb.size()).empty()) return std::optional<double>();
    UprightSquare square = cut_upright(rgb, middle, side, -face.roll_degrees(), size);
    cv::Mat gray;
    cv::cvtColor(square.pixels, gray, cv::COLOR_RGB2GRAY);
    auto outputs = network_.run(blob_of(gray, cv::Scalar(127.5), 1 / 127.5), {"Identity"});
    if (!outputs) return outputs.error();
    return std::optional(static_cast<double>((*outputs)[0].ptr<float>()[neutral]));
}

}  // namespace limner::portrait
