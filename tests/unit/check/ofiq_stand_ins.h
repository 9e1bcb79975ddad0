// OFIQ's models are not at hand: these networks and trees are the tests' own, and show what such models are given and
// how their answers are read.
#pragma once

#include "check/ofiq_models.h"
#include "support/onnx_writer.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <opencv2/ml.hpp>

namespace limner::portrait::ofiq_stand_ins {

using test::OnnxWriter;

inline constexpr auto magface = "unified_quality_score/magface_iresnet50_norm.onnx";
inline constexpr auto ssim = "no_compression_artifacts/ssim_248_model.onnx";
inline constexpr auto bisenet = "face_parsing/bisenet_400.onnx";
inline constexpr auto occlusion = "face_occlusion_segmentation/face_occlusion_segmentation_ort.onnx";
inline constexpr auto enet_b0 = "expression_neutrality/hsemotion/enet_b0_8_best_vgaf_embed_zeroed.onnx";
inline constexpr auto enet_b2 = "expression_neutrality/hsemotion/enet_b2_8_embed_zeroed.onnx";
inline constexpr auto adaboost = "expression_neutrality/grimmer/hse_1_2_C_adaboost.yml.gz";
inline constexpr auto sharpness_forest = "sharpness/face_sharpness_rtree.xml.gz";

/// A folder as OFIQ lays out its models.
class OfiqFolder {
public:
    std::filesystem::path write(const char* file, const std::string& bytes) const {
        std::filesystem::create_directories((path() / file).parent_path());
        return folder_.write(file, bytes);
    }
    const std::filesystem::path& path() const { return folder_.path(); }

private:
    test::TemporaryFolder folder_;
};

inline EyeShape eye_at(double x, double y) { return {{x + 20, y}, {x - 20, y}, {x, y}, 8}; }

/// A face whose five points lie where the standard's aligned picture has them, so that the two are the same picture.
inline FaceShape aligned_shape() {
    FaceShape shape;
    shape.right_eye = eye_at(251, 272);
    shape.left_eye = eye_at(364, 272);
    shape.nose_tip = {308, 336};
    shape.right_mouth_corner = {262, 402};
    shape.left_mouth_corner = {355, 402};
    shape.chin = {308, 470};
    shape.outline = {{200, 220}, {416, 220}, {416, 480}, {200, 480}};
    return shape;
}

inline StandardMeasures measured(const OfiqFolder& folder, const cv::Mat& rgb,
                                 const FaceShape& shape = aligned_shape()) {
    auto models = OfiqModels::load(folder.path());
    EXPECT_TRUE(models) << models.error().message;
    if (!models) return {};
    auto measures = models->measure(rgb, shape, [](std::string_view) { return true; });
    EXPECT_TRUE(measures) << measures.error().message;
    return measures ? *measures : StandardMeasures();
}

/// A network that answers with each channel's mean, and that again and again up to as many numbers.
inline std::string meaning_network(int side, int numbers) {
    std::vector<float> weights(static_cast<std::size_t>(numbers) * 3);
    for (std::size_t i = 0; i < static_cast<std::size_t>(numbers); ++i) weights[i * 3 + i % 3] = 1;
    return OnnxWriter()
        .input("input", {1, 3, side, side})
        .weights("each", {numbers, 3, 1, 1}, weights)
        .node("GlobalAveragePool", {"input"}, "means")
        .node("Conv", {"means", "each"}, "output", {{"kernel_shape", {1, 1}}})
        .output("output", {1, numbers, 1, 1})
        .file();
}

/// Boosted trees that take 2688 numbers, in a file of OpenCV's.
inline cv::Ptr<cv::ml::Boost> boosted_on(const std::vector<int>& places) {
    cv::Mat samples(80, 2688, CV_32F, cv::Scalar(0)), classes(samples.rows, 1, CV_32S);
    cv::RNG random(11);
    for (int row = 0; row < samples.rows; ++row) {
        float sum = 0;
        for (int place : places) sum += samples.at<float>(row, place) = static_cast<float>(random.uniform(-2.0, 2.0));
        classes.at<int>(row) = sum > 0 ? 1 : 0;
    }
    auto trees = cv::ml::Boost::create();
    trees->setWeakCount(20);
    trees->setMaxDepth(3);
    trees->train(cv::ml::TrainData::create(samples, cv::ml::ROW_SAMPLE, classes));
    return trees;
}

/// A network that takes red for one class and anything else for the background; its first output is the last by name.
inline std::string parsing_network(int red_class, bool is_other_first) {
    std::vector<float> weights(19 * 3), bias(19, -9);
    weights[static_cast<std::size_t>(red_class) * 3] = 1;
    bias[static_cast<std::size_t>(red_class)] = 0;
    bias[0] = 0.2F;
    std::vector<float> nothing(19 * 3);
    OnnxWriter writer;
    writer.input("input", {1, 3, 400, 400})
        .weights("classes", {19, 3, 1, 1}, weights)
        .weights("nothing", {19, 3, 1, 1}, nothing)
        .weights("bias", {19}, bias)
        .node("Conv", {"input", "nothing", "bias"}, "a_side", {{"kernel_shape", {1, 1}}})
        .node("Conv", {"input", "classes", "bias"}, "z_main", {{"kernel_shape", {1, 1}}});
    for (const char* name : is_other_first ? std::array{"a_side", "z_main"} : std::array{"z_main", "a_side"})
        writer.output(name, {1, 19, 400, 400});
    return writer.file();
}

/// A forest that finds pictures unsharp (class 1) whose first number is small.
inline cv::Ptr<cv::ml::RTrees> sharpness_trees(int features = 26) {
    cv::Mat samples(300, features, CV_32F), classes(samples.rows, 1, CV_32S);
    cv::RNG random(5);
    random.fill(samples, cv::RNG::UNIFORM, 0, 20);
    for (int row = 0; row < samples.rows; ++row) classes.at<int>(row) = samples.at<float>(row, 0) < 8 ? 1 : 0;
    auto trees = cv::ml::RTrees::create();
    trees->setMaxDepth(6);
    trees->setActiveVarCount(features);
    trees->setTermCriteria({cv::TermCriteria::MAX_ITER, 40, 0});
    trees->train(cv::ml::TrainData::create(samples, cv::ml::ROW_SAMPLE, classes));
    return trees;
}

}  // namespace limner::portrait::ofiq_stand_ins
