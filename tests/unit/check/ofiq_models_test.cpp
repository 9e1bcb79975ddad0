// OFIQ's models are not at hand: these networks and trees are the tests' own, and show what such models are given and
// how their answers are read.
#include "check/ofiq_models.h"
#include "check/mesh_points.h"
#include "check/onnx_outputs.h"
#include "check/portrait_mapping.h"
#include "record/json_forms.h"
#include "support/error_of.h"
#include "support/onnx_writer.h"
#include "support/temporary_folder.h"
#include "unit/check/real_portrait.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/ml.hpp>

namespace limner::portrait {
namespace {

using test::OnnxWriter;
using test::picking_network;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto magface = "unified_quality_score/magface_iresnet50_norm.onnx";
constexpr auto ssim = "no_compression_artifacts/ssim_248_model.onnx";
constexpr auto bisenet = "face_parsing/bisenet_400.onnx";
constexpr auto occlusion = "face_occlusion_segmentation/face_occlusion_segmentation_ort.onnx";
constexpr auto enet_b0 = "expression_neutrality/hsemotion/enet_b0_8_best_vgaf_embed_zeroed.onnx";
constexpr auto enet_b2 = "expression_neutrality/hsemotion/enet_b2_8_embed_zeroed.onnx";
constexpr auto adaboost = "expression_neutrality/grimmer/hse_1_2_C_adaboost.yml.gz";
constexpr auto sharpness_forest = "sharpness/face_sharpness_rtree.xml.gz";

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

EyeShape eye_at(double x, double y) { return {{x + 20, y}, {x - 20, y}, {x, y}, 8}; }

/// A face whose five points lie where the standard's aligned picture has them, so that the two are the same picture.
FaceShape aligned_shape() {
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

StandardMeasures measured(const OfiqFolder& folder, const cv::Mat& rgb, const FaceShape& shape = aligned_shape()) {
    auto models = OfiqModels::load(folder.path());
    EXPECT_TRUE(models) << models.error().message;
    if (!models) return {};
    auto measures = models->measure(rgb, shape, [](std::string_view) { return true; });
    EXPECT_TRUE(measures) << measures.error().message;
    return measures ? *measures : StandardMeasures();
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

/// A network that answers with each channel's mean, and that again and again up to as many numbers.
std::string meaning_network(int side, int numbers) {
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
cv::Ptr<cv::ml::Boost> boosted_on(const std::vector<int>& places) {
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
    EXPECT_THAT(test::error_of(OfiqModels::load(folder.path())), HasSubstr("has none of OFIQ's models"));
    folder.write(magface, picking_network(112, 0, 1, 1));
    EXPECT_THAT(measured(folder, slopes()), ElementsAre(testing::Key("unified_quality_score")));
}

/// A network that takes red for one class and anything else for the background; its first output is the last by name.
std::string parsing_network(int red_class, bool is_other_first) {
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
    auto second = [&](int x, int y, int size) {
        return derivative(smooth, x, y, 2, 0, size) + derivative(smooth, x, y, 0, 2, size);
    };
    // Of one pixel OpenCV takes the plain difference of neighbours, of three another kernel than Sobel's.
    auto laplacian_of_three = [&](int x, int y) {
        auto at = [&](int i, int j) {
            return smooth.at<uchar>(cv::borderInterpolate(y + j, smooth.rows, cv::BORDER_REFLECT_101),
                                    cv::borderInterpolate(x + i, smooth.cols, cv::BORDER_REFLECT_101));
        };
        return 2.0 * (at(-1, -1) + at(1, -1) + at(-1, 1) + at(1, 1)) - 8.0 * at(0, 0);
    };
    expect([&](int x, int y) { return second(x, y, 1); }, "Laplacian ", 1);
    expect(laplacian_of_three, "Laplacian ", 3);
    for (int size : {5, 7, 9}) expect([&](int x, int y) { return second(x, y, size); }, "Laplacian ", size);
    for (int size : {3, 5, 7}) {
        cv::Mat mean;
        cv::blur(gray, mean, {size, size});
        expect([&](int x, int y) { return gray.at<uchar>(y, x) - mean.at<uchar>(y, x); }, "mean ", size);
    }
    for (int size : {1, 3, 5, 7, 9})
        expect([&](int x, int y) { return derivative(gray, x, y, 1, 1, size); }, "Sobel ", size);
    EXPECT_TRUE(ofiq::focus_features(rgb, {{90, 90}, {95, 90}, {95, 95}}).empty());
}

/// A forest that finds pictures unsharp (class 1) whose first number is small.
cv::Ptr<cv::ml::RTrees> sharpness_trees(int features = 26) {
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

TEST(TreeEnsembles, AddUpAsOpencvDoes) {
    test::TemporaryFolder folder;
    auto forest = sharpness_trees();
    auto boosted = boosted_on({5, 99, 2000});
    forest->save(folder.path() / "forest.xml");
    boosted->save(folder.path() / "boosted.yml.gz");
    auto read_forest = TreeEnsemble::load(folder.path() / "forest.xml", 26);
    auto read_boosted = TreeEnsemble::load(folder.path() / "boosted.yml.gz", 2688);
    ASSERT_TRUE(read_forest && read_boosted);
    cv::RNG random(8);
    for (int i = 0; i < 50; ++i) {
        cv::Mat few(1, 26, CV_32F), many(1, 2688, CV_32F), answer;
        random.fill(few, cv::RNG::UNIFORM, 0, 20);
        random.fill(many, cv::RNG::UNIFORM, -2, 2);
        forest->predict(few, answer, cv::ml::StatModel::RAW_OUTPUT);
        EXPECT_EQ(read_forest->sum({few.ptr<float>(), 26}), answer.at<float>(0));
        boosted->predict(many, answer, cv::ml::DTrees::PREDICT_SUM);
        EXPECT_EQ(read_boosted->sum({many.ptr<float>(), 2688}), answer.at<float>(0));
    }
}

/// A forest of one tree, whose nodes are as given.
std::string forest_of(const std::string& nodes, const std::string& more = "   var_count: 2\n") {
    return "%YAML:1.0\n---\nopencv_ml_rtrees:\n   is_classifier: 1\n   class_labels: [ 0, 1 ]\n" + more +
           "   trees:\n      -\n         nodes:\n" + nodes;
}

TEST(TreeEnsembles, ThatLeadAstrayAreRefused) {
    const std::string split = "            - { splits: [ { var: 1, le: 0.5 } ] }\n",
                      leaf = "            - { value: 1. }\n";
    test::TemporaryFolder folder;
    auto read = [&](const std::string& text) {
        return test::error_of(TreeEnsemble::load(folder.write("trees.yml", text), 2));
    };
    EXPECT_EQ(read(forest_of(split + leaf + leaf)), "read");
    const std::map<std::string, std::string> faults{
        {forest_of(split + leaf), "ends before its last leaf"},
        {forest_of(split + split + leaf + leaf), "ends before its last leaf"},
        {forest_of(leaf + leaf), "beyond its last leaf"},
        {forest_of("            - { splits: [ { var: 2, le: 0.5 } ] }\n" + leaf + leaf), "asks for number 2 of 2"},
        {forest_of("            - { splits: [ { var: -1, le: 0.5 } ] }\n" + leaf + leaf), "asks for number -1 of 2"},
        {forest_of("            - { splits: [ { var: 0, in: [ 1 ] } ] }\n" + leaf + leaf), "no number 'le'"},
        {forest_of("            - { splits: [ { var: 0, le: .Inf } ] }\n" + leaf + leaf), "'le' is not finite"},
        {forest_of("            - { value: none }\n"), "no number 'value'"},
        {forest_of(leaf, "   var_count: 3\n"), "take 3 numbers, not 2"},
        {forest_of(leaf, "   var_count: 2\n   var_idx: [ 1, 0 ]\n"), "in another order"},
        {"%YAML:1.0\n---\nopencv_ml_rtrees: { is_classifier: 0, var_count: 2, trees: [ 1 ] }\n", "between two classes"},
        {"%YAML:1.0\n---\nother: 3\n", "no trees"},
        {"no YAML", "trees.yml: "},
        {"", "trees.yml: "}};
    for (const auto& [text, reason] : faults) {
        EXPECT_THAT(read(text), HasSubstr(reason)) << text;
        EXPECT_THAT(read(text), HasSubstr("trees.yml")) << text;
    }
    EXPECT_EQ(TreeEnsemble::load(folder.path() / "none.yml", 2).error().code, ErrorCode::file_missing);
    EXPECT_THAT(test::error_of(TreeEnsemble::load(folder.path(), 2)), HasSubstr("is no file"));
}

TEST(OnnxOutputs, AreNamedInTheFilesOrder) {
    test::TemporaryFolder folder;
    auto names = onnx_outputs(folder.write("two.onnx", parsing_network(3, false)));
    ASSERT_TRUE(names);
    EXPECT_THAT(*names, ElementsAre("z_main", "a_side"));
}

TEST(OnnxOutputs, OfDamagedFilesAreAnErrorAndNoCrash) {
    test::TemporaryFolder folder;
    const std::string whole = picking_network(4, 0, 1, 1);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto names = onnx_outputs(folder.write("part.onnx", whole.substr(0, size)));
        if (!names) {
            EXPECT_EQ(names.error().code, ErrorCode::unreadable_file);
        }
    }
    for (const char* text : {"", "not a network", "\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "\xff\xff\xff"})
        EXPECT_THAT(test::error_of(onnx_outputs(folder.write("bad.onnx", text))), HasSubstr("bad.onnx"));
}

TEST(OfiqModels, AreNamedWhereTheyAreNotWhatTheirNameSays) {
    const std::map<std::string, std::string> faults{
        {"not a network", "magface_iresnet50_norm.onnx: no ONNX network"},
        {picking_network(112, 0, 1, 1).substr(0, 90'000), "magface_iresnet50_norm.onnx"},
        {meaning_network(112, 512), "it makes 512 numbers, not 1"},
        {picking_network(224, 0, 1, 1), "magface_iresnet50_norm.onnx: not the network"},
        {picking_network(100, 0, 1, 1), "it makes 169 numbers, not 1"}};
    for (const auto& [bytes, reason] : faults) {
        OfiqFolder folder;
        folder.write(magface, bytes);
        auto models = OfiqModels::load(folder.path());
        ASSERT_FALSE(models) << reason;
        EXPECT_EQ(models.error().code, ErrorCode::unreadable_file);
        EXPECT_THAT(models.error().message, HasSubstr(reason));
    }
    OfiqFolder folder;
    std::filesystem::create_directories(folder.path() / magface);
    EXPECT_EQ(OfiqModels::load(folder.path()).error().code, ErrorCode::unreadable_file);
    EXPECT_EQ(OfiqModels::load("/nowhere").error().code, ErrorCode::model_missing);
}

TEST(OfiqModels, MeasureNothingOnAFaceThatLiesNowhere) {
    OfiqFolder folder;
    folder.write(magface, picking_network(112, 0, 1, 1));
    sharpness_trees()->save(folder.write(sharpness_forest, ""));
    EXPECT_TRUE(measured(folder, slopes(), FaceShape()).empty());
    FaceShape outside = aligned_shape();
    for (cv::Point2f& point : outside.outline) point.x += 5000;
    EXPECT_THAT(measured(folder, slopes(), outside), ElementsAre(testing::Key("unified_quality_score")));
}

class WithOfiqModels : public RealPortrait {
protected:
    void SetUp() override {
        RealPortrait::SetUp();
        if (IsSkipped()) return;
        folder_.write(magface, picking_network(112, 1, 56, 56, 60));
        folder_.write(bisenet, parsing_network(18, false));
        sharpness_trees()->save(folder_.write(sharpness_forest, ""));
    }
    OfiqFolder folder_;
};

TEST_F(WithOfiqModels, AReportHasTheStandardsMeasuresBesideLimnersOwn) {
    auto loaded = PortraitChecker::load({.ofiq_models = folder_.path()});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->models().size(), checker().models().size() + 3);
    auto found = loaded->check(image_of(enlarged()), profiles::icao_9303());
    ASSERT_TRUE(found) << found.error().message;
    auto plain = check(enlarged());
    EXPECT_EQ(found->report.verdict(), plain.report.verdict());
    for (const char* name : {"unified_quality_score", "no_head_coverings"}) {
        const Finding* finding = found->report.find(name);
        ASSERT_TRUE(finding->standard) << name;
        EXPECT_EQ(finding->raw, finding->standard->raw);
        EXPECT_EQ(finding->quality, finding->standard->quality);
        EXPECT_EQ(finding->verdict, FindingVerdict::pass) << "reported, with no limit";
        EXPECT_EQ(verdict(plain, name), FindingVerdict::not_assessed);
    }
    const Finding* sharp = found->report.find("sharpness");
    EXPECT_EQ(sharp->raw, plain.report.find("sharpness")->raw) << "Limner's own measure decides";
    EXPECT_FALSE(sharp->quality);
    ASSERT_TRUE(sharp->standard);
    EXPECT_THAT(json_of(*sharp)["standard"]["model"], HasSubstr("face_sharpness_rtree.xml.gz sha256:"));
    EXPECT_FALSE(json_of(*plain.report.find("sharpness")).contains("standard"));
}

TEST_F(WithOfiqModels, AFolderWithoutThemIsAFaultOfTheSetUp) {
    auto loaded = PortraitChecker::load({.ofiq_models = folder_.path() / "sharpness"});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::model_missing);
    EXPECT_THAT(loaded.error().message, HasSubstr("unified_quality_score/magface_iresnet50_norm.onnx"));
}

TEST_F(WithOfiqModels, TheEnvironmentMayNameThem) {
    ::setenv("LIMNER_OFIQ_MODELS", folder_.path().c_str(), 1);
    auto loaded = PortraitChecker::load();
    ::unsetenv("LIMNER_OFIQ_MODELS");
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->models().size(), checker().models().size() + 3);
}

}  // namespace
}  // namespace limner::portrait
