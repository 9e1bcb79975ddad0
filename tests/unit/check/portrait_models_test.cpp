// The converted networks against what TensorFlow.js computes for the same painted head.
#include "check/models.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace limner::portrait {
namespace {

std::filesystem::path folder() { return models_folder({}); }

bool is_missing(const char* model) { return !std::filesystem::exists(folder() / model); }

#define SKIP_WITHOUT(model) \
    if (is_missing(model)) GTEST_SKIP() << "no " << model << " in " << folder() << ": run scripts/models"

/// A head and shoulders painted with integer arithmetic, so that any language paints the same one; NCHW, 0..1.
cv::Mat painted_head(int size) {
    cv::Mat picture(size, size, CV_32FC3);
    auto scaled = [size](int v) { return static_cast<int>(std::floor((2.0 * v + 1 - size) * 100 / size)); };
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            int u = scaled(x), v = scaled(y);
            cv::Vec3i colour(192, 192, 200);
            if (v > 55 && u * u < 6400) colour = {40, 60, 120};
            if (u * u * 9 + (v + 5) * (v + 5) * 4 < 3600 * 4) colour = {220, 170, 140};
            if ((std::abs(u) - 16) * (std::abs(u) - 16) + (v + 15) * (v + 15) * 3 < 49) colour = {30, 20, 20};
            if (u * u + (v - 28) * (v - 28) * 16 < 250) colour = {150, 50, 60};
            for (int k = 0; k < 3; ++k)
                picture.at<cv::Vec3f>(y, x)[k] = static_cast<float>(colour[k] + (x * 7 + y * 13 + k * 29) % 16) / 255;
        }
    return blob_of(picture, {0, 0, 0}, 1);
}

cv::Mat zeros(const std::vector<int>& sizes) { return {sizes, CV_32F, cv::Scalar(0)}; }

cv::Mat run(const char* model, int size, const std::string& output) {
    auto network = Network::load(folder() / model);
    EXPECT_TRUE(network) << network.error().message;
    auto results = network->run(painted_head(size), {output});
    EXPECT_TRUE(results) << results.error().message;
    return (*results)[0];
}

/// Every `step`-th value of the output against TensorFlow.js 4.22 on its CPU backend.
void expect_near(const cv::Mat& output, int step, const std::vector<float>& expected, float tolerance) {
    ASSERT_EQ((output.total() + static_cast<std::size_t>(step) - 1) / static_cast<std::size_t>(step), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(output.ptr<float>()[i * static_cast<std::size_t>(step)], expected[i], tolerance) << "value " << i;
}

TEST(ConvertedModels, FaceMeshAgreesWithTensorFlow) {
    SKIP_WITHOUT(model_file::face_mesh);
    expect_near(run(model_file::face_mesh, 192, "Identity_2"), 61,
                {95.135F,  107.358F, -3.69682F, 78.45F,     123.476F,  -0.102546F, 91.6966F, 98.8953F,
                 27.547F,  81.8944F, 107.299F,  -0.511932F, 88.2791F,  82.0647F,   13.5547F, 103.491F,
                 125.678F, 11.7332F, 136.92F,   78.7151F,   -2.61394F, 123.813F,   90.9062F, 3.99413F},
                1e-3F);
}

TEST(ConvertedModels, FaceMeshKnowsAPaintedFaceWithTensorFlowsCertainty) {
    SKIP_WITHOUT(model_file::face_mesh);
    expect_near(run(model_file::face_mesh, 192, "Identity_1"), 1, {0.999943F}, 1e-5F);
}

TEST(ConvertedModels, PersonMaskAgreesWithTensorFlow) {
    SKIP_WITHOUT(model_file::person_mask);
    expect_near(run(model_file::person_mask, 256, "onnx_node!segment"), 3001,
                {-76.9425F, -146.594F, -59.6236F, -93.731F,  -37.9259F, -256.387F, -124.753F, -86.8839F,
                 -43.9171F, -141.106F, -47.9859F, -134.821F, -37.8333F, -234.659F, -31.0986F, -92.7195F,
                 -11.3097F, -145.325F, -124.66F,  -229.447F, -69.8868F, -225.803F},
                2e-3F);
}

TEST(ConvertedModels, PersonMaskIsAShareOfEveryPixel) {
    SKIP_WITHOUT(model_file::person_mask);
    cv::Mat mask = run(model_file::person_mask, 256, "activation_10");
    ASSERT_EQ(mask.total(), 256U * 256U);
    double low = 0, high = 0;
    cv::minMaxLoc(mask.reshape(1, 256), &low, &high);
    EXPECT_GE(low, 0);
    EXPECT_LE(high, 1);
}

TEST(CopiedModels, HaveTheOutputsThatTheChecksRead) {
    struct Case {
        const char* model;
        std::vector<int> input;
        std::vector<std::string> outputs;
        std::size_t total;
    };
    for (const auto& [model, input, outputs, total] :
         {Case{model_file::face_detector, {1, 3, 240, 320}, {"scores", "boxes"}, 4420 * 6},
          Case{model_file::head_pose, {1, 3, 224, 224}, {"output", "617", "618"}, 3 * 66},
          Case{model_file::eye_state, {1, 1, 24, 24}, {"output"}, 2}}) {
        SKIP_WITHOUT(model);
        auto network = Network::load(folder() / model);
        ASSERT_TRUE(network) << network.error().message;
        auto results = network->run(zeros(input), outputs);
        ASSERT_TRUE(results) << results.error().message;
        std::size_t sum = 0;
        for (const cv::Mat& result : *results) sum += result.total();
        EXPECT_EQ(sum, total) << model;
    }
}

TEST(Models, AreTheOnesThatTheListPins) {
    const char* source = std::getenv("LIMNER_SOURCE");
    if (!source) GTEST_SKIP() << "LIMNER_SOURCE is not set: run by ctest";
    SKIP_WITHOUT(model_file::face_detector);
    std::ifstream list(std::filesystem::path(source) / "scripts/models.txt");
    int count = 0;
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::string model, pinned;
        std::istringstream(line) >> model >> pinned;
        auto found = sha256_of(folder() / model);
        ASSERT_TRUE(found) << found.error().message;
        EXPECT_EQ(*found, pinned) << model;
        ++count;
    }
    EXPECT_EQ(count, 7);
}

TEST(Network, ReportsAMissingFile) {
    auto network = Network::load("/nowhere/model.onnx");
    ASSERT_FALSE(network);
    EXPECT_EQ(network.error().code, ErrorCode::file_missing);
}

TEST(Network, ReportsAFileThatIsNoNetwork) {
    auto file = std::filesystem::path(testing::TempDir()) / "no_network.onnx";
    for (const std::string& content : {std::string(), std::string("not a network"), std::string(5000, '\xff')}) {
        std::ofstream(file, std::ios::binary) << content;
        auto network = Network::load(file);
        ASSERT_FALSE(network);
        EXPECT_EQ(network.error().code, ErrorCode::unreadable_file);
    }
    std::filesystem::remove(file);
}

TEST(Network, ReportsAnInputOrAnOutputThatItDoesNotHave) {
    SKIP_WITHOUT(model_file::eye_state);
    auto network = Network::load(folder() / model_file::eye_state);
    ASSERT_TRUE(network);
    EXPECT_FALSE(network->run(zeros({1, 1, 24, 24}), {"no such output"}));
    EXPECT_FALSE(network->run(zeros({1, 7, 3, 3}), {"output"}));
    EXPECT_TRUE(network->run(zeros({1, 1, 24, 24}), {"output"}));
}

}  // namespace
}  // namespace limner::portrait
