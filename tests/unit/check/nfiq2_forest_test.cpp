#include <limner/check/nfiq2.h>
#include <limner/check/profile.h>

#include "record/json_forms.h"
#include "support/error_of.h"
#include "support/gray_pixels.h"
#include "support/ridge_pattern.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <opencv2/ml.hpp>

#include <fstream>
#include <sstream>

namespace limner {
namespace {

using testing::DoubleEq;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string md5_of_text(const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t length = 0;
    EVP_Q_digest(nullptr, "MD5", nullptr, text.data(), text.size(), digest.data(), &length);
    std::ostringstream hex;
    for (std::size_t i = 0; i < length; ++i) hex << std::hex << (digest[i] >> 4) << (digest[i] & 15);
    return hex.str();
}

// A forest that takes prints for good where the measure at this place of its inputs is above a half.
cv::Ptr<cv::ml::RTrees> forest_on(int measure, int measures = 69) {
    cv::Mat samples(400, measures, CV_32F), classes(samples.rows, 1, CV_32S);
    cv::RNG random(7);
    random.fill(samples, cv::RNG::UNIFORM, 0, 1);
    for (int row = 0; row < samples.rows; ++row) classes.at<int>(row) = samples.at<float>(row, measure) > 0.5F ? 1 : 0;
    auto trees = cv::ml::RTrees::create();
    trees->setMaxDepth(4);
    trees->setActiveVarCount(measures);
    trees->setTermCriteria({cv::TermCriteria::MAX_ITER, 20, 0});
    trees->train(cv::ml::TrainData::create(samples, cv::ml::ROW_SAMPLE, classes));
    return trees;
}

class Nfiq2Forests : public testing::Test {
protected:
    // The file's MD5 is in `md5_`.
    std::filesystem::path written(const cv::Ptr<cv::ml::RTrees>& trees) {
        cv::FileStorage storage("forest.yaml", cv::FileStorage::WRITE | cv::FileStorage::MEMORY);
        storage << "my_random_trees"
                << "{";
        trees->write(storage);
        storage << "}";
        return written(storage.releaseAndGetString());
    }

    std::filesystem::path written(const std::string& text) {
        md5_ = md5_of_text(text);
        return folder_.write("forest.yaml", text);
    }

    // Every measure that the forest takes, and those of actionable feedback, which it does not.
    static std::map<std::string, double> measures_of(double level) {
        auto check = check_fingerprint(test::make_ridge_pattern({}), profiles::fingerprint_enrol(), 500);
        auto measures = check->features;
        for (const char* name : {"FingerJetFX_MinCount_COMMinRect200x200", "FingerJetFX_MinutiaeCount",
                                 "FJFXPos_Mu_MinutiaeQuality_2", "FJFXPos_OCL_MinutiaeQuality_80"})
            measures[name] = 0;
        for (auto& [name, value] : measures) value = level;
        return measures;
    }

    test::TemporaryFolder folder_;
    std::string md5_;
};

TEST_F(Nfiq2Forests, TakeTheirInputsInTheOrderOfNfiq2) {
    const std::map<int, std::string> places{{0, "FDA_Bin10_0"},
                                            {11, "FDA_Bin10_StdDev"},
                                            {12, "FingerJetFX_MinCount_COMMinRect200x200"},
                                            {13, "FingerJetFX_MinutiaeCount"},
                                            {14, "FJFXPos_Mu_MinutiaeQuality_2"},
                                            {15, "FJFXPos_OCL_MinutiaeQuality_80"},
                                            {16, "ImgProcROIArea_Mean"},
                                            {27, "LCS_Bin10_Mean"},
                                            {29, "MMB"},
                                            {30, "Mu"},
                                            {31, "OCL_Bin10_0"},
                                            {54, "OF_Bin10_StdDev"},
                                            {55, "OrientationMap_ROIFilter_CoherenceRel"},
                                            {56, "OrientationMap_ROIFilter_CoherenceSum"},
                                            {68, "RVUP_Bin10_StdDev"}};
    for (const auto& [place, name] : places) {
        const auto file = written(forest_on(place));
        const auto forest = Nfiq2Forest::load(file, md5_);
        ASSERT_TRUE(forest) << forest.error().message;
        auto measures = measures_of(0.2);
        EXPECT_EQ(forest->score(measures).value(), 0) << name;
        measures.at(name) = 0.9;
        EXPECT_EQ(forest->score(measures).value(), 100) << name;
    }
}

TEST_F(Nfiq2Forests, ScoreAsManyAsOfAHundredTreesVoteForAGoodPrint) {
    const auto trees = forest_on(13);
    const auto file = written(trees);
    const auto forest = Nfiq2Forest::load(file, md5_);
    ASSERT_TRUE(forest) << forest.error().message;
    EXPECT_EQ(forest->md5(), md5_);
    auto measures = measures_of(0.4);
    std::set<int> scores;
    for (double count = 0.45; count < 0.55; count += 0.002) {
        measures.at("FingerJetFX_MinutiaeCount") = count;
        cv::Mat sample(1, 69, CV_32F, cv::Scalar(0.4));
        sample.at<float>(0, 13) = static_cast<float>(count);
        const float votes = trees->predict(sample, cv::noArray(), cv::ml::StatModel::RAW_OUTPUT);
        scores.insert(forest->score(measures).value());
        EXPECT_EQ(forest->score(measures).value(), cvRound(votes * 5)) << count;
    }
    EXPECT_GT(scores.size(), 3U) << "some trees have to disagree";
}

TEST_F(Nfiq2Forests, AreNotParsedUnlessTheirMd5IsTheOneWanted) {
    const auto file = written(forest_on(13));
    EXPECT_THAT(test::error_of(Nfiq2Forest::load(file)),
                HasSubstr("its MD5 is " + md5_ + ", not b4a1e7586b3be906f9770"));
    EXPECT_THAT(test::error_of(Nfiq2Forest::load(file, "b4a1")), HasSubstr("'b4a1' is no MD5"));
    EXPECT_EQ(Nfiq2Forest::load(folder_.path() / "none.yaml").error().code, ErrorCode::file_missing);
}

TEST_F(Nfiq2Forests, OfOtherThanNfiq2AreRefused) {
    const std::string whole = [&] {
        const auto file = written(forest_on(13));
        std::ifstream in(file);
        return std::string{std::istreambuf_iterator<char>(in), {}};
    }();
    for (const std::string& text :
         {std::string(), std::string("no YAML"), std::string("%YAML:1.0\n---\nmy_random_trees: 3\n"),
          std::string("%YAML:1.0\n---\nother: {}\n"), whole.substr(0, whole.size() / 2), whole.substr(0, 300)}) {
        const auto file = written(text);
        const auto forest = Nfiq2Forest::load(file, md5_);
        ASSERT_FALSE(forest) << text.substr(0, 40);
        EXPECT_EQ(forest.error().code, ErrorCode::unreadable_file);
        EXPECT_THAT(forest.error().message, HasSubstr("forest.yaml: "));
    }
    const auto other = written(forest_on(3, 12));
    EXPECT_THAT(test::error_of(Nfiq2Forest::load(other, md5_)), HasSubstr("NFIQ 2's 69 measures"));
}

TEST_F(Nfiq2Forests, NameTheMeasureThatIsMissing) {
    const auto file = written(forest_on(13));
    auto measures = measures_of(0.2);
    measures.erase("FingerJetFX_MinutiaeCount");
    EXPECT_THAT(test::error_of(Nfiq2Forest::load(file, md5_)->score(measures)),
                HasSubstr("needs FingerJetFX_MinutiaeCount"));
}

TEST_F(Nfiq2Forests, AddTheirScoreToACheckThatKeepsTheEstimate) {
    const Image print = test::make_ridge_pattern({});
    auto check = check_fingerprint(print, profiles::fingerprint_enrol(), 500).value();
    const auto estimate = check.score_0_100;
    const auto minutiae = extract_minutiae(print, 500).value();
    const auto file = written(forest_on(13));
    const auto forest = Nfiq2Forest::load(file, md5_);
    ASSERT_TRUE(add_nfiq2_score(check, print, minutiae, *forest));
    EXPECT_EQ(check.nfiq2_score_0_100, 100) << "more than half a minutia";
    EXPECT_EQ(check.score_0_100, estimate);
    EXPECT_EQ(check.features.at("FingerJetFX_MinutiaeCount"), double(minutiae.points.size()));
    EXPECT_EQ(json_of(check).at("quality"), (Json{{"algorithm", "nfiq2"}, {"score", 100}, {"forest_md5", md5_}}));
}

// Darker by half a deviation left of the middle, so that every measure can be told by hand.
TEST(Nfiq2Minutiae, AreMeasuredByWhatIsAroundThem) {
    cv::Mat pixels(320, 320, CV_8U, cv::Scalar(140));
    pixels.colRange(0, 160).setTo(100);
    FingerprintMinutiae minutiae{.width = 320, .height = 320};
    const std::vector<cv::Point> in_the_dark_in_the_light_and_on_the_edge{{40, 40}, {280, 40}, {156, 100}, {156, 200}};
    for (const cv::Point& place : in_the_dark_in_the_light_and_on_the_edge)
        minutiae.points.push_back({.x = double(place.x), .y = double(place.y)});
    const auto measures = nfiq2_minutiae_measures(test::gray_image(pixels), minutiae, 500);
    ASSERT_TRUE(measures) << measures.error().message;
    EXPECT_THAT(*measures, UnorderedElementsAre(Pair("FingerJetFX_MinutiaeCount", DoubleEq(4)),
                                                Pair("FingerprintImageWithMinutiae", DoubleEq(4)),
                                                Pair("FingerJetFX_MinCount_COMMinRect200x200", DoubleEq(1)),
                                                Pair("FJFXPos_Mu_MinutiaeQuality_2", DoubleEq(0.5)),
                                                Pair("FJFXPos_OCL_MinutiaeQuality_80", DoubleEq(0.5))));
}

TEST(Nfiq2Minutiae, LieWhereTheyWereOnceTheWhiteFrameIsCutOff) {
    cv::Mat pixels(420, 420, CV_8U, cv::Scalar(255)), inside = pixels({50, 70, 320, 320});
    inside.setTo(140);
    inside.colRange(0, 160).setTo(100);
    FingerprintMinutiae minutiae{.width = 420, .height = 420};
    for (const cv::Point& place : {cv::Point(206, 170), cv::Point(90, 110), cv::Point(10, 10)})
        minutiae.points.push_back({.x = double(place.x), .y = double(place.y)});
    const auto measures = nfiq2_minutiae_measures(test::gray_image(pixels), minutiae, 500);
    ASSERT_TRUE(measures) << measures.error().message;
    EXPECT_EQ(measures->at("FingerJetFX_MinutiaeCount"), 2) << "one lies in the white frame";
    EXPECT_EQ(measures->at("FJFXPos_Mu_MinutiaeQuality_2"), 0.5);
}

TEST(Nfiq2Minutiae, OfAnotherImageOrNoneAreRefused) {
    const Image print = test::gray_image(cv::Mat(320, 320, CV_8U, cv::Scalar(140)));
    EXPECT_THAT(test::error_of(nfiq2_minutiae_measures(print, {.width = 300, .height = 320}, 500)),
                HasSubstr("of a print of 300 x 320 px at 500 ppi, the image has 320 x 320"));
    EXPECT_THAT(test::error_of(nfiq2_minutiae_measures(print, {.width = 320, .height = 320}, 500)),
                HasSubstr("no minutiae"));
    const Image tiny = test::gray_image(cv::Mat(20, 20, CV_8U, cv::Scalar(140)));
    EXPECT_THAT(
        test::error_of(nfiq2_minutiae_measures(tiny, {.width = 20, .height = 20, .points = {{.x = 5, .y = 5}}}, 500)),
        HasSubstr("less than 32 px"));
}

}  // namespace
}  // namespace limner
