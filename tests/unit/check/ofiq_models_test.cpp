#include "check/mesh_points.h"
#include "check/portrait_mapping.h"
#include "unit/check/ofiq_stand_ins.h"

#include <gmock/gmock.h>

#include <functional>
#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

using namespace ofiq_stand_ins;
using test::picking_network;
using testing::ElementsAre;
using testing::HasSubstr;

/// Every channel rises evenly in a direction of its own.
cv::Mat slopes() {
    cv::Mat rgb(aligned_size, aligned_size, CV_8UC3);
    for (int y = 0; y < rgb.rows; ++y)
        for (int x = 0; x < rgb.cols; ++x)
            rgb.at<cv::Vec3b>(y, x) =
                cv::Vec3b(cv::saturate_cast<uchar>(20 + 0.3 * x), cv::saturate_cast<uchar>(30 + 0.3 * y),
                          cv::saturate_cast<uchar>(220 - 0.2 * x - 0.1 * y));
    return rgb;
}

double slope(int rgb_channel, double x, double y) {
    if (rgb_channel == 0) return 20 + 0.3 * x;
    return rgb_channel == 1 ? 30 + 0.3 * y : 220 - 0.2 * x - 0.1 * y;
}

TEST(OfiqUnifiedScore, TakesBlueGreenAndRedOfTheFacesMiddleFrom0To1) {
    OfiqFolder folder;
    for (int channel : {0, 1, 2})
        for (cv::Point place : {cv::Point(3, 100), {90, 7}}) {
            folder.write(magface, picking_network(112, channel, place.x, place.y, 60));
            auto found = measured(folder, slopes());
            ASSERT_EQ(found.size(), 1U);
            auto at = [](int offset, int in_crop) { return (in_crop + offset + 0.5) * 616 / 192 - 0.5; };
            double expected = slope(2 - channel, at(40, place.x), at(33, place.y)) / 255 * 60;
            EXPECT_NEAR(found["unified_quality_score"].raw, expected, 0.3) << channel << place;
        }
}

TEST(OfiqUnifiedScore, IsMappedAsTheStandardSays) {
    OfiqFolder folder;
    folder.write(magface, picking_network(112, 0, 50, 50, 30));
    auto found = measured(folder, cv::Mat(616, 616, CV_8UC3, cv::Scalar(0, 0, 255)));
    EXPECT_FLOAT_EQ(static_cast<float>(found["unified_quality_score"].raw), 30);
    EXPECT_EQ(found["unified_quality_score"].quality, 94) << "100 / (1 + exp((23 - 30) / 2.6))";
    EXPECT_THAT(found["unified_quality_score"].model,
                testing::MatchesRegex("magface_iresnet50_norm.onnx sha256:.{16}"));
}

TEST(OfiqCompression, TakesTheMiddleUnscaledAndNormalised) {
    OfiqFolder folder;
    const std::array mean{123.7, 116.3, 103.5}, deviation{58.4, 57.1, 57.4};
    for (std::size_t channel : {0U, 1U, 2U})
        for (cv::Point place : {cv::Point(0, 247), {200, 11}}) {
            folder.write(ssim, picking_network(248, static_cast<int>(channel), place.x, place.y));
            auto found = measured(folder, slopes());
            auto level = std::round(slope(static_cast<int>(channel), place.x + 184, place.y + 184));
            EXPECT_NEAR(found["compression_artifacts"].raw, (level - mean.at(channel)) / deviation.at(channel), 0.02);
            EXPECT_EQ(found["compression_artifacts"].quality,
                      quality::compression_artifacts(found["compression_artifacts"].raw));
        }
}

TEST(OfiqExpression, AddsUpWhatTheTreesSayOfBothNetworksNumbers) {
    OfiqFolder folder;
    folder.write(enet_b0, meaning_network(224, 1280));
    folder.write(enet_b2, meaning_network(260, 1408));
    auto trees = boosted_on({0, 1281, 2687});
    trees->save(folder.write(adaboost, ""));
    for (cv::Scalar colour : {cv::Scalar(200, 90, 30), {30, 140, 220}, {124, 116, 104}}) {
        auto found = measured(folder, cv::Mat(616, 616, CV_8UC3, colour));
        const std::array mean{0.485, 0.456, 0.406}, deviation{0.229, 0.224, 0.225};
        cv::Mat numbers(1, 2688, CV_32F);
        for (int i = 0; i < 2688; ++i) {
            auto channel = static_cast<std::size_t>((i < 1280 ? i : i - 1280) % 3);
            numbers.at<float>(i) = static_cast<float>((colour[static_cast<int>(channel)] / 255 - mean.at(channel)) /
                                                      deviation.at(channel));
        }
        cv::Mat answer;
        trees->predict(numbers, answer, cv::ml::DTrees::PREDICT_SUM);
        EXPECT_NEAR(found["expression_neutrality"].raw, answer.at<float>(0), 1e-3) << colour;
        EXPECT_EQ(found["expression_neutrality"].quality, quality::expression_neutrality(answer.at<float>(0)));
        for (const char* file : {"enet_b0", "enet_b2", "hse_1_2_C_adaboost.yml.gz sha256:"})
            EXPECT_THAT(found["expression_neutrality"].model, HasSubstr(file));
    }
}

TEST(OfiqExpression, IsCutOutOfTheFaceAndScaled) {
    cv::Mat rgb = slopes();
    for (int side : {224, 260}) {
        cv::Mat blob = ofiq::expression_input(rgb, side);
        auto value = [&](int channel, int x, int y) { return blob.ptr<float>(0, channel, y)[x]; };
        double x = (10 + 0.5) * 328 / side - 0.5 + 144, y = (200 + 0.5) * 340 / side - 0.5 + 148;
        EXPECT_NEAR(value(0, 10, 200), (slope(0, x, y) / 255 - 0.485) / 0.229, 0.02);
        EXPECT_NEAR(value(1, 10, 200), (slope(1, x, y) / 255 - 0.456) / 0.224, 0.02);
    }
}

TEST(OfiqExpression, NeedsAllThreeOfItsFiles) {
    OfiqFolder folder;
    folder.write(enet_b0, meaning_network(224, 1280));
    folder.write(enet_b2, meaning_network(260, 1408));
    EXPECT_THAT(OfiqModels::load(folder.path()).error().message, HasSubstr("has none of OFIQ's models"));
    folder.write(magface, picking_network(112, 0, 1, 1));
    EXPECT_THAT(measured(folder, slopes()), ElementsAre(testing::Key("unified_quality_score")));
}

TEST(OfiqHeadCoverings, AreTheShareOfHatsAndClothInTheUpperPart) {
    OfiqFolder folder;
    cv::Mat rgb(616, 616, CV_8UC3, cv::Scalar(0, 0, 255));
    rgb.rowRange(0, 139).setTo(cv::Scalar(255, 0, 0));    // 100 of the 196 rows that count
    rgb.rowRange(400, 616).setTo(cv::Scalar(255, 0, 0));  // below them
    for (auto [parsed_as, share] : {std::pair(18, 0.51), {16, 0.51}, {17, 0.0}, {1, 0.0}}) {
        folder.write(bisenet, parsing_network(parsed_as, false));
        auto found = measured(folder, rgb);
        EXPECT_NEAR(found["no_head_coverings"].raw, share, 0.006) << parsed_as;
        EXPECT_EQ(found["no_head_coverings"].quality, share > 0 ? 1 : 100);
    }
    folder.write(bisenet, parsing_network(18, true));
    EXPECT_EQ(measured(folder, rgb)["no_head_coverings"].raw, 0) << "the first output by the file's order answers";
}

/// A network that sees skin where there is red; what it says first is no answer.
std::string occlusion_network() {
    return OnnxWriter()
        .input("input", {1, 3, 224, 224})
        .weights("red", {1, 3, 1, 1}, {1, 0, 0})
        .weights("blue", {1, 3, 1, 1}, {0, 0, 1})
        .weights("half", {1}, {-0.5F})
        .node("Conv", {"input", "red", "half"}, "skin", {{"kernel_shape", {1, 1}}})
        .node("Conv", {"input", "blue", "half"}, "wall", {{"kernel_shape", {1, 1}}})
        .output("wall", {1, 1, 224, 224})
        .output("skin", {1, 1, 224, 224})
        .file();
}

TEST(OfiqOcclusion, IsWhatTheNetworkDoesNotSeeOfTheFaceTheEyesAndTheMouth) {
    OfiqFolder folder;
    folder.write(occlusion, occlusion_network());
    FaceShape shape = aligned_shape();
    shape.mesh.assign(468, {308, 336});
    auto draw = [&](const auto& points, float x, float y) {  // as a square of 40 x 20 around a place
        for (std::size_t i = 0; i < points.size(); ++i)
            shape.mesh[static_cast<std::size_t>(points[i])] = {x + (i % 2 ? 20.0F : -20.0F),
                                                               y + (i % 4 < 2 ? 10.0F : -10.0F)};
    };
    draw(mesh_points::right_lids, 251, 272);
    draw(mesh_points::left_lids, 364, 272);
    draw(mesh_points::lips, 308, 402);
    cv::Mat rgb(616, 616, CV_8UC3, cv::Scalar(255, 0, 0));
    rgb(cv::Rect(308, 0, 308, 616)).setTo(cv::Scalar(0, 0, 255));
    auto found = measured(folder, rgb, shape);
    EXPECT_NEAR(found["face_occlusion_prevention"].raw, 0.5, 0.01);
    EXPECT_NEAR(found["eyes_visible"].raw, 0.5, 0.01) << "one of two eyes";
    EXPECT_NEAR(found["mouth_occlusion_prevention"].raw, 0.5, 0.03);
    EXPECT_EQ(found["eyes_visible"].quality, 50);
    found = measured(folder, rgb);
    EXPECT_THAT(found, ElementsAre(testing::Key("face_occlusion_prevention"))) << "no mesh, no eyes and mouth";
}

/// One derivative by its kernels, pixel by pixel; beyond the edge the picture is mirrored.
double derivative(const cv::Mat& gray, int x, int y, int across, int down, int size) {
    cv::Mat kx, ky;
    cv::getDerivKernels(kx, ky, across, down, size, false, CV_64F);
    double sum = 0;
    for (int j = 0; j < ky.rows; ++j)
        for (int i = 0; i < kx.rows; ++i) {
            int at_x = cv::borderInterpolate(x + i - kx.rows / 2, gray.cols, cv::BORDER_REFLECT_101);
            int at_y = cv::borderInterpolate(y + j - ky.rows / 2, gray.rows, cv::BORDER_REFLECT_101);
            sum += kx.at<double>(i) * ky.at<double>(j) * gray.at<uchar>(at_y, at_x);
        }
    return sum;
}

std::pair<double, double> mean_and_deviation(const cv::Mat& gray, const std::function<double(int, int)>& value) {
    double sum = 0, squares = 0, count = static_cast<double>(gray.total());
    for (int y = 0; y < gray.rows; ++y)
        for (int x = 0; x < gray.cols; ++x) {
            double one = std::abs(value(x, y));
            sum += one;
            squares += one * one;
        }
    return {sum / count, std::sqrt(squares / count - sum / count * sum / count)};
}

/// OpenCV's Laplacian, which has a kernel of its own where it is 3 pixels wide.
double laplacian(const cv::Mat& gray, int x, int y, int size) {
    if (size != 3) return derivative(gray, x, y, 2, 0, size) + derivative(gray, x, y, 0, 2, size);
    auto at = [&](int i, int j) {
        return gray.at<uchar>(cv::borderInterpolate(y + j, gray.rows, cv::BORDER_REFLECT_101),
                              cv::borderInterpolate(x + i, gray.cols, cv::BORDER_REFLECT_101));
    };
    return 2.0 * (at(-1, -1) + at(1, -1) + at(-1, 1) + at(1, 1)) - 8.0 * at(0, 0);
}

TEST(OfiqSharpness, MeasuresDerivativesInOfiqsOrderWithinTheHull) {
    cv::Mat rgb(48, 48, CV_8UC3), gray, smooth;
    cv::RNG(4).fill(rgb, cv::RNG::UNIFORM, 0, 256);
    auto features = ofiq::focus_features(rgb, {{12, 10}, {35, 10}, {35, 37}, {12, 37}});
    ASSERT_EQ(features.size(), 26U);
    cv::cvtColor(rgb(cv::Rect(12, 10, 24, 28)), gray, cv::COLOR_RGB2GRAY);
    cv::GaussianBlur(gray, smooth, {3, 3}, 0);
    std::size_t next = 0;
    auto expect = [&](const std::function<double(int, int)>& value, const char* what, int size) {
        auto [mean, deviation] = mean_and_deviation(gray, value);
        EXPECT_NEAR(features[next], mean, 1e-4 * mean) << what << size;
        EXPECT_NEAR(features[next + 1], deviation, 1e-4 * deviation) << what << size;
        next += 2;
    };
    for (int size : {1, 3, 5, 7, 9})
        expect([&](int x, int y) { return laplacian(smooth, x, y, size); }, "Laplacian ", size);
    for (int size : {3, 5, 7}) {
        cv::Mat mean;
        cv::blur(gray, mean, {size, size});
        expect([&](int x, int y) { return gray.at<uchar>(y, x) - mean.at<uchar>(y, x); }, "mean ", size);
    }
    for (int size : {1, 3, 5, 7, 9})
        expect([&](int x, int y) { return derivative(gray, x, y, 1, 1, size); }, "Sobel ", size);
    EXPECT_TRUE(ofiq::focus_features(rgb, {{90, 90}, {95, 90}, {95, 95}}).empty());
}

TEST(OfiqSharpness, IsTheForestsVotesTakenOff50) {
    OfiqFolder folder;
    auto trees = sharpness_trees();
    trees->save(folder.write(sharpness_forest, ""));
    cv::Mat noise(616, 616, CV_8UC3), blurred;
    cv::RNG(3).fill(noise, cv::RNG::UNIFORM, 60, 196);
    std::vector<double> raws;
    for (double blur : {0.3, 0.8, 1.0, 1.2, 3.0}) {
        cv::GaussianBlur(noise, blurred, {}, blur);
        auto features = ofiq::focus_features(blurred, aligned_shape().outline);
        cv::Mat sample(1, 26, CV_32F, features.data()), votes;
        trees->predict(sample, votes, cv::ml::StatModel::RAW_OUTPUT);
        auto found = measured(folder, blurred);
        EXPECT_EQ(found["sharpness"].raw, 50 - votes.at<float>(0)) << blur;
        EXPECT_EQ(found["sharpness"].quality, quality::sharpness(found["sharpness"].raw));
        raws.push_back(found["sharpness"].raw);
    }
    EXPECT_GT(raws.front(), raws.back()) << "the forest has to tell them apart";
}

}  // namespace
}  // namespace limner::portrait
