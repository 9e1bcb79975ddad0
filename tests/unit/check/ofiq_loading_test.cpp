#include "check/onnx_outputs.h"
#include "record/json_forms.h"
#include "support/error_of.h"
#include "unit/check/ofiq_stand_ins.h"
#include "unit/check/real_portrait.h"

#include <gmock/gmock.h>

#include <map>

namespace limner::portrait {
namespace {

using namespace ofiq_stand_ins;
using test::picking_network;
using testing::ElementsAre;
using testing::HasSubstr;

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
    const cv::Mat gray(aligned_size, aligned_size, CV_8UC3, cv::Scalar(120, 120, 120));
    EXPECT_TRUE(measured(folder, gray, FaceShape()).empty());
    FaceShape outside = aligned_shape();
    for (cv::Point2f& point : outside.outline) point.x += 5000;
    EXPECT_THAT(measured(folder, gray, outside), ElementsAre(testing::Key("unified_quality_score")));
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
