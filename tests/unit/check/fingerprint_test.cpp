#include <limner/check/check_fingerprint.h>

#include "support/ridge_pattern.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace limner {
namespace {

using test::make_ridge_pattern;
using test::RidgePattern;

Image gray(int width, int height, const cv::Mat& pixels) {
    const auto* begin = reinterpret_cast<const std::byte*>(pixels.data);
    return Image::from_pixels(width, height, PixelFormat::gray8, {begin, begin + pixels.total()}).value();
}

cv::Mat as_matrix(const Image& image) {
    return cv::Mat(image.height(), image.width(), CV_8U, const_cast<std::byte*>(image.bytes().data())).clone();
}

Image plain(int width, int height, int level) { return gray(width, height, cv::Mat(height, width, CV_8U, level)); }

Image uniform_noise() {
    cv::Mat pixels(560, 416, CV_8U);
    cv::RNG(1).fill(pixels, cv::RNG::UNIFORM, 0, 256);
    return gray(416, 560, pixels);
}

Image printed_text() {
    cv::Mat pixels(560, 416, CV_8U, 250);
    for (int line = 20; line < 560; line += 22)
        cv::putText(pixels, "The quick brown fox jumps over it", {8, line}, cv::FONT_HERSHEY_SIMPLEX, 0.7, 20, 2);
    return gray(416, 560, pixels);
}

FingerprintCheck check(const Image& image, std::optional<double> ppi = 500, const Subject& subject = {},
                       Finger finger = Finger::unknown) {
    return check_fingerprint(image, profiles::fingerprint_enrol(), ppi, subject, finger).value();
}

FindingVerdict verdict_of(const FingerprintCheck& result, std::string_view requirement) {
    const Finding* finding = result.report.find(requirement);
    return finding ? finding->verdict : FindingVerdict::not_assessed;
}

std::string advice_of(const FingerprintCheck& result, std::string_view requirement) {
    const Finding* finding = result.report.find(requirement);
    if (!finding) return "";
    EXPECT_EQ(finding->text.en.empty(), finding->text.id.empty());
    return finding->text.en;
}

TEST(FingerprintCheck, PassesGoodPrintsOfEveryFlow) {
    using Flow = RidgePattern::Flow;
    std::uint32_t seed = 1;
    for (Flow flow : {Flow::left_loop, Flow::right_loop, Flow::whorl, Flow::arch}) {
        auto result = check(make_ridge_pattern({.seed = seed++, .flow = flow, .rotation_degrees = 10.0 * seed}));
        EXPECT_TRUE(result.report.passed()) << seed;
        EXPECT_GT(result.score_0_100.value_or(0), 40) << seed;
        EXPECT_NEAR(result.features.at("ridge_period_px"), 9, 1.5);
    }
}

TEST(FingerprintCheck, CallsAWetFingerWet) {
    auto result = check(make_ridge_pattern({.wetness = 1}));
    EXPECT_EQ(result.report.verdict(), ReportVerdict::fail);
    EXPECT_NE(advice_of(result, "ridge_clarity").find("too wet"), std::string::npos);
}

TEST(FingerprintCheck, CallsADryFingerDry) {
    auto result = check(make_ridge_pattern({.dryness = 1}));
    EXPECT_EQ(result.report.verdict(), ReportVerdict::fail);
    EXPECT_NE(advice_of(result, "ridge_clarity").find("too dry"), std::string::npos);
}

// Where the finger slides across ridges that nearly all run one way, hardly anything is left to tell it by.
TEST(FingerprintCheck, CallsMostPrintsSmearedWhereTheFingerSlid) {
    int smeared = 0;
    for (std::uint32_t n = 0; n < 16; ++n) {
        auto result = check(make_ridge_pattern({.seed = 100 + n,
                                                .flow = static_cast<RidgePattern::Flow>(n % 4),
                                                .smear_px = 24,
                                                .smear_degrees = 45. * (n / 4)}));
        EXPECT_EQ(result.report.verdict(), ReportVerdict::fail) << n;
        smeared += advice_of(result, "contrast").find("the finger slid") != std::string::npos;
    }
    EXPECT_GE(smeared, 12);
}

TEST(FingerprintCheck, CallsNoOtherPrintSmeared) {
    for (RidgePattern pattern : {RidgePattern{.dryness = 1}, RidgePattern{.wetness = 1}, RidgePattern{.lightness = 1},
                                 RidgePattern{.covered_share = 0.4}, RidgePattern{.wear = 1},
                                 RidgePattern{.flow = RidgePattern::Flow::arch, .rotation_degrees = 40},
                                 RidgePattern{.flow = RidgePattern::Flow::arch, .wetness = 1},
                                 RidgePattern{.flow = RidgePattern::Flow::arch, .dryness = 1},
                                 RidgePattern{.shift_x = 0.5}, RidgePattern{.noise = 0.08}}) {
        auto result = check(make_ridge_pattern(pattern));
        for (const Finding& finding : result.report) EXPECT_EQ(finding.text.en.find("smeared"), std::string::npos);
    }
}

TEST(FingerprintCheck, OffersToAcceptAWornPrintWithTheReason) {
    auto result = check(make_ridge_pattern({.wear = 0.8}));
    EXPECT_EQ(result.report.verdict(), ReportVerdict::fail);
    EXPECT_NE(advice_of(result, "contrast").find("worn: after the attempts, accept"), std::string::npos);
    EXPECT_NE(result.report.find("contrast")->text.id.find("aus: setelah"), std::string::npos);
}

TEST(FingerprintCheck, TellsAHardPressFromALightOne) {
    auto hard = check(make_ridge_pattern({.wetness = 1})), light = check(make_ridge_pattern({.lightness = 1}));
    EXPECT_NE(advice_of(hard, "ridge_clarity").find("presses too hard"), std::string::npos);
    EXPECT_NE(advice_of(light, "sufficient_foreground").find("press a little harder"), std::string::npos);
}

TEST(FingerprintCheck, LeavesANegativeToTheOfficerAndSaysWhy) {
    for (double turn : {0., 90.}) {
        cv::Mat negative = 255 - as_matrix(make_ridge_pattern({.rotation_degrees = turn}));
        auto result = check(gray(416, 560, negative));
        EXPECT_EQ(result.report.verdict(), ReportVerdict::review);
        EXPECT_EQ(verdict_of(result, "ridge_clarity"), FindingVerdict::not_assessed);
        EXPECT_NE(advice_of(result, "ridge_clarity").find("dark ground"), std::string::npos);
        EXPECT_FALSE(result.score_0_100.has_value());
    }
}

// Rows of another length than the picture says, as a driver with a wrong stride delivers them.
TEST(FingerprintCheck, FailsAPrintWhoseRowsAreSheared) {
    const cv::Mat print = as_matrix(make_ridge_pattern({}));
    for (int longer : {3, 17, 64}) {
        const int width = print.cols + longer, height = static_cast<int>(print.total()) / width;
        cv::Mat sheared = print.reshape(1, 1).colRange(0, width * height).clone().reshape(1, height);
        EXPECT_EQ(check(gray(width, height, sheared)).report.verdict(), ReportVerdict::fail) << longer;
    }
}

TEST(FingerprintCheck, MeasuresTheSameOfAPrintTurnedOrCutOutOddly) {
    const cv::Mat print = as_matrix(make_ridge_pattern({.seed = 9}));
    cv::Mat mirrored, upside_down;
    cv::flip(print, mirrored, 1);
    cv::flip(print, upside_down, -1);
    const auto plain = check(gray(print.cols, print.rows, print));
    const cv::Mat odd = print({3, 5, 407, 549}).clone();
    for (const cv::Mat& other : {mirrored, upside_down, odd}) {
        auto result = check(gray(other.cols, other.rows, other));
        EXPECT_EQ(result.report.verdict(), plain.report.verdict());
        EXPECT_NEAR(result.features.at("ridge_clarity"), plain.features.at("ridge_clarity"), 0.02);
        EXPECT_NEAR(result.features.at("OCL_Bin10_Mean"), plain.features.at("OCL_Bin10_Mean"), 0.05);
        EXPECT_NEAR(result.score_0_100.value_or(0), plain.score_0_100.value_or(0), 12);
    }
}

TEST(FingerprintCheck, AsksForMorePressureWhereTheFingerIsLightlyPressed) {
    auto result = check(make_ridge_pattern({.lightness = 1}));
    EXPECT_EQ(result.report.verdict(), ReportVerdict::fail);
    EXPECT_NE(advice_of(result, "sufficient_foreground").find("press"), std::string::npos);
}

TEST(FingerprintCheck, AsksForTheWholePadWhereOnlyTheTipTouches) {
    auto result = check(make_ridge_pattern({.covered_share = 0.3}));
    EXPECT_EQ(verdict_of(result, "sufficient_foreground"), FindingVerdict::fail);
    EXPECT_NE(advice_of(result, "sufficient_foreground").find("flat"), std::string::npos);
    EXPECT_EQ(verdict_of(result, "ridge_clarity"), FindingVerdict::pass);
}

TEST(FingerprintCheck, SaysThatAFingerIsOffCentre) {
    for (RidgePattern pattern : {RidgePattern{.shift_x = 0.62}, RidgePattern{.shift_x = -0.62},
                                 RidgePattern{.shift_y = 0.65}, RidgePattern{.shift_y = -0.65}}) {
        auto result = check(make_ridge_pattern(pattern));
        EXPECT_EQ(verdict_of(result, "sufficient_foreground"), FindingVerdict::fail);
        EXPECT_NE(advice_of(result, "sufficient_foreground").find("off centre"), std::string::npos);
    }
}

TEST(FingerprintCheck, FindsNoFingerOnEmptyBlackOrNoisyGlass) {
    cv::Mat noisy(560, 416, CV_8U);
    cv::RNG(1).fill(noisy, cv::RNG::NORMAL, 230, 12);
    for (const Image& image : {plain(416, 560, 255), plain(416, 560, 0), plain(416, 560, 128), gray(416, 560, noisy)}) {
        auto result = check(image);
        EXPECT_EQ(result.report.verdict(), ReportVerdict::fail);
        EXPECT_EQ(result.features.at("area_mm2"), 0);
        EXPECT_FALSE(result.score_0_100.has_value());
        EXPECT_NE(advice_of(result, "sufficient_foreground").find("no finger"), std::string::npos);
        EXPECT_EQ(verdict_of(result, "ridge_clarity"), FindingVerdict::not_assessed);
    }
}

TEST(FingerprintCheck, TakesNeitherNoiseNorTextForRidges) {
    for (const Image& image : {uniform_noise(), printed_text()}) {
        auto result = check(image);
        EXPECT_EQ(verdict_of(result, "ridge_clarity"), FindingVerdict::fail);
        EXPECT_LT(result.score_0_100.value_or(0), 20);
    }
}

TEST(FingerprintCheck, RanksPrintsByWhatIsWrongWithThem) {
    double dryness[] = {0, 0.4, 0.8}, clarity_before = 1;
    for (double dry : dryness) {
        double clarity = check(make_ridge_pattern({.dryness = dry})).features.at("ridge_clarity");
        EXPECT_LT(clarity, clarity_before);
        clarity_before = clarity;
    }
}

TEST(FingerprintCheck, MeasuresTheSameAtAnotherResolution) {
    auto nominal = check(make_ridge_pattern({}));
    auto fine = check(make_ridge_pattern({.width_px = 832, .height_px = 1120, .ppi = 1000}), 1000);
    EXPECT_TRUE(fine.report.passed());
    EXPECT_EQ(fine.ppi, 1000);
    EXPECT_NEAR(fine.features.at("area_mm2"), nominal.features.at("area_mm2"), 30);
    EXPECT_NEAR(fine.features.at("ridge_clarity"), nominal.features.at("ridge_clarity"), 0.05);
}

TEST(FingerprintCheck, FailsAReaderOfLowResolution) {
    auto result = check(make_ridge_pattern({.width_px = 208, .height_px = 280, .ppi = 250}), 250);
    EXPECT_EQ(verdict_of(result, "resolution"), FindingVerdict::fail);
}

TEST(FingerprintCheck, SaysThatItAssumed500PpiWhereTheImageDoesNotState) {
    auto result = check(make_ridge_pattern({}), std::nullopt);
    EXPECT_EQ(result.ppi, 500);
    EXPECT_EQ(verdict_of(result, "resolution"), FindingVerdict::not_assessed);
    EXPECT_NE(advice_of(result, "resolution").find("assumed"), std::string::npos);
    EXPECT_TRUE(result.report.passed());
}

TEST(FingerprintCheck, AsksForTheResolutionWhereTheRidgesAreNotThoseOf500Ppi) {
    for (const double ppi : {250.0, 1000.0}) {
        const Image print =
            test::make_ridge_pattern({.width_px = int(416 * ppi / 500), .height_px = int(560 * ppi / 500), .ppi = ppi});
        const auto result = check_fingerprint(print, profiles::fingerprint_enrol()).value();
        const Finding* resolution = result.report.find("resolution");
        EXPECT_EQ(resolution->verdict, FindingVerdict::not_assessed) << ppi;
        EXPECT_TRUE(resolution->is_mandatory) << ppi;
        EXPECT_NE(result.report.verdict(), ReportVerdict::pass) << ppi;
        EXPECT_NE(advice_of(result, "resolution").find("give the resolution"), std::string::npos) << ppi;
    }
}

TEST(FingerprintCheck, DoesNotApplyToAMissingFinger) {
    Subject subject{.fingers = {{Finger::left_ring, FingerState::missing}}};
    auto result = check(plain(416, 560, 255), 500, subject, Finger::left_ring);
    EXPECT_TRUE(result.report.passed());
    ASSERT_EQ(result.report.findings().size(), profiles::fingerprint_enrol().requirements.size());
    for (const Finding& finding : result.report) {
        EXPECT_FALSE(finding.is_mandatory);
        EXPECT_EQ(finding.verdict, FindingVerdict::not_assessed);
        EXPECT_NE(finding.text.en.find("missing"), std::string::npos);
    }
    EXPECT_EQ(check(plain(416, 560, 255), 500, subject, Finger::left_index).report.verdict(), ReportVerdict::fail);
}

TEST(FingerprintCheck, MeasuresABandagedOrWornFingerButRequiresNothingOfIt) {
    for (FingerState state : {FingerState::bandaged, FingerState::worn}) {
        Subject subject{.fingers = {{Finger::left_ring, state}}};
        auto result = check(make_ridge_pattern({.dryness = 1}), 500, subject, Finger::left_ring);
        EXPECT_TRUE(result.report.passed());
        EXPECT_EQ(verdict_of(result, "ridge_clarity"), FindingVerdict::fail);
        EXPECT_FALSE(result.report.find("ridge_clarity")->is_mandatory);
        EXPECT_NE(advice_of(result, "ridge_clarity").find("Optional"), std::string::npos);
    }
}

TEST(FingerprintCheck, TakesColourAndAnySize) {
    Image print = make_ridge_pattern({});
    std::vector<std::byte> colours;
    for (std::byte pixel : print.bytes()) colours.insert(colours.end(), 3, pixel);
    auto colour = Image::from_pixels(print.width(), print.height(), PixelFormat::rgb8, std::move(colours)).value();
    EXPECT_TRUE(check(colour).report.passed());
    for (int side : {1, 2, 15, 16, 17, 31, 36, 37, 38, 47, 48, 49, 63, 64})
        EXPECT_EQ(check(plain(side, side, 90)).report.verdict(), ReportVerdict::fail) << side;
}

TEST(FingerprintCheck, SurvivesRandomSmallPictures) {
    std::mt19937 random(7);
    for (int round = 0; round < 60; ++round) {
        int width = 1 + static_cast<int>(random() % 90), height = 1 + static_cast<int>(random() % 90);
        cv::Mat pixels(height, width, CV_8U);
        for (int i = 0; i < height * width; ++i) pixels.data[i] = static_cast<std::uint8_t>(random());
        EXPECT_NE(check(gray(width, height, pixels)).report.verdict(), ReportVerdict::pass);
    }
}

TEST(FingerprintCheck, RefusesWhatIsNoFingerprintCapture) {
    auto code_of = [](const Image& image, const Profile& profile, std::optional<double> ppi) {
        auto result = check_fingerprint(image, profile, ppi);
        return result ? std::optional<ErrorCode>() : result.error().code;
    };
    const Profile& profile = profiles::fingerprint_enrol();
    Image image = plain(100, 100, 200);
    EXPECT_EQ(code_of(Image(), profile, 500), ErrorCode::invalid_argument);
    EXPECT_EQ(code_of(image, profiles::document_page(), 500), ErrorCode::invalid_argument);
    for (double ppi :
         {0.0, -500.0, 1e9, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
        EXPECT_EQ(code_of(image, profile, ppi), ErrorCode::invalid_argument) << ppi;
    EXPECT_EQ(code_of(plain(20'000, 50, 200), profile, 500), ErrorCode::invalid_argument);
}

TEST(FingerprintCheck, DoesNotAssessARequirementThatItDoesNotKnow) {
    Profile profile{.name = "own", .version = "1", .kind = Profile::Kind::fingerprint};
    profile.requirements.push_back({.name = "temperature", .limits = {.low = 36}});
    auto result = check_fingerprint(plain(100, 100, 200), profile);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->report.verdict(), ReportVerdict::review);
}

}  // namespace
}  // namespace limner
