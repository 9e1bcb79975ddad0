#include "check/fingerprint_estimate.h"
#include "check/nfiq2_blocks.h"
#include "check/nfiq2_blur.h"
#include "check/nfiq2_features.h"
#include "check/nfiq2_region.h"
#include "check/nfiq2_ridges.h"
#include "support/ridge_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <numbers>

namespace limner {
namespace {

using testing::Not;

cv::Mat print_of(const test::RidgePattern& pattern) {
    const Image image = test::make_ridge_pattern(pattern);
    return cv::Mat(image.height(), image.width(), CV_8U, const_cast<std::byte*>(image.bytes().data())).clone();
}

double count_of(const std::map<std::string, double>& features, const std::string& module) {
    double count = 0;
    for (int i = 0; i < 10; ++i) count += features.at(module + "_Bin10_" + std::to_string(i));
    return count;
}

cv::Mat stripes(double period, double angle) {
    cv::Mat pixels(200, 200, CV_8U);
    for (int y = 0; y < pixels.rows; ++y)
        for (int x = 0; x < pixels.cols; ++x) {
            const double along = x * std::cos(angle) + y * std::sin(angle);
            pixels.at<uchar>(y, x) =
                cv::saturate_cast<uchar>(128 + 90 * std::sin(2 * std::numbers::pi * along / period));
        }
    return pixels;
}

TEST(Nfiq2, GivesEveryMeasureOfAPrintByNfiq2sNames) {
    const auto features = nfiq2::features_of(print_of({}));
    for (const char* module : {"FDA", "LCS", "OCL", "OF", "RVUP"}) {
        for (const char* statistic : {"_Bin10_Mean", "_Bin10_StdDev"})
            EXPECT_TRUE(features.contains(module + std::string(statistic)));
        EXPECT_GT(count_of(features, module), 10) << module;
    }
    for (const char* name : {"Mu", "MMB", "UniformImage", "EmptyImageOrContrastTooLow", "ImgProcROIArea_Mean",
                             "SufficientFingerprintForeground", "OrientationMap_ROIFilter_CoherenceRel",
                             "OrientationMap_ROIFilter_CoherenceSum"})
        EXPECT_TRUE(features.contains(name)) << name;
    EXPECT_EQ(features.size(), 5u * 12 + 8);
}

TEST(Nfiq2, CountsTheSameBlocksForFrequenciesAndClarity) {
    const auto features = nfiq2::features_of(print_of({}));
    EXPECT_EQ(count_of(features, "FDA"), count_of(features, "LCS"));
    EXPECT_EQ(count_of(features, "OCL"), (416 / 32) * (560 / 32));
}

TEST(Nfiq2, DoesNotSeeAWhiteFrame) {
    const cv::Mat print = print_of({});
    const cv::Mat cropped = nfiq2::without_white_frame(print).clone();
    cv::Mat framed;
    cv::copyMakeBorder(cropped, framed, 40, 7, 13, 90, cv::BORDER_CONSTANT, cv::Scalar(255));
    EXPECT_EQ(nfiq2::features_of(framed), nfiq2::features_of(cropped));
}

TEST(Nfiq2, FindsCertaintyOfOneOnStripesAndNearNoneInNoise) {
    const auto straight = nfiq2::features_of(stripes(9, 0.4));
    cv::Mat noise(200, 200, CV_8U);
    cv::RNG(3).fill(noise, cv::RNG::UNIFORM, 0, 256);
    const auto random = nfiq2::features_of(noise);
    EXPECT_GT(straight.at("OCL_Bin10_Mean"), 0.95);
    EXPECT_LT(random.at("OCL_Bin10_Mean"), 0.2);
    EXPECT_GT(straight.at("OrientationMap_ROIFilter_CoherenceRel"), 0.95);
    EXPECT_EQ(straight.at("LCS_Bin10_1"), 0);
    EXPECT_FALSE(straight.contains("OF_Bin10_Mean")) << "no direction changes by four degrees";
}

TEST(Nfiq2, SeesRidgesAndValleysOfOneWidthAsUniform) {
    for (double angle : {0.1, 0.8, 1.3, 2.4}) {
        const auto features = nfiq2::features_of(stripes(8, angle));
        EXPECT_NEAR(features.at("RVUP_Bin10_Mean"), 1, 0.15) << angle;
    }
}

TEST(Nfiq2, StopsAtUniformAndEmptyPictures) {
    for (int level : {0, 90, 255}) {
        const auto features = nfiq2::features_of(cv::Mat(300, 200, CV_8U, cv::Scalar(level)));
        EXPECT_EQ(features.size(), 4u);
        EXPECT_EQ(features.at("UniformImage"), 0);
        EXPECT_EQ(features.at("Mu"), level);
        EXPECT_EQ(estimate_score(features), std::nullopt);
    }
}

TEST(Nfiq2, TakesAnySize) {
    cv::RNG random(5);
    for (int width : {1, 2, 3, 15, 31, 32, 33, 35, 36, 37, 68, 69})
        for (int height : {1, 2, 16, 35, 36, 100}) {
            cv::Mat pixels(height, width, CV_8U);
            random.fill(pixels, cv::RNG::UNIFORM, 0, 256);
            for (const auto& [name, value] : nfiq2::features_of(pixels)) EXPECT_TRUE(std::isfinite(value)) << name;
        }
}

TEST(Nfiq2, BlursBitForBitAsOpenCvDoes) {
    cv::RNG random(5);
    for (cv::Size size : {cv::Size(416, 560), {37, 41}, {3, 200}, {1, 1}, {2, 5}, {100, 2}})
        for (int kernel : {41, 91}) {
            cv::Mat pixels(size, CV_8U), theirs;
            random.fill(pixels, cv::RNG::UNIFORM, 0, 256);
            for (const cv::Mat& picture : {pixels, cv::Mat(pixels > 128)}) {
                cv::GaussianBlur(picture, theirs, {kernel, kernel}, 0);
                EXPECT_EQ(cv::norm(nfiq2::gaussian_blur(picture, kernel), theirs, cv::NORM_INF), 0) << size << kernel;
            }
        }
}

// The turned windows take the very pixels that OpenCV's rotation takes: a part of the picture around them is padding.
TEST(Nfiq2, TurnsWindowsAsOpenCvDoes) {
    cv::RNG random(9);
    cv::Mat picture(120, 120, CV_8U);
    random.fill(picture, cv::RNG::UNIFORM, 0, 256);
    for (int i = 0; i < 50; ++i) {
        const double angle = random.uniform(-1.6, 1.6);
        const cv::Rect area(random.uniform(0, 84), random.uniform(0, 84), 36, 36);
        cv::Mat padded, turned;
        cv::copyMakeBorder(picture(area), padded, 2, 2, 2, 2, cv::BORDER_CONSTANT, cv::Scalar(0));
        const double degrees = (angle + std::numbers::pi / 2) * (180 / std::numbers::pi);
        cv::warpAffine(padded, turned, cv::getRotationMatrix2D({20, 20}, degrees, 1), {36, 36}, cv::INTER_NEAREST);
        cv::Mat means, wave;
        cv::reduce(turned(cv::Range(2, 34), cv::Range(10, 26)), means, 1, cv::REDUCE_AVG, CV_64F);
        cv::dft(means.t(), wave, cv::DFT_COMPLEX_OUTPUT);
        std::vector<double> sizes;
        for (int k = 1; k <= 16; ++k) sizes.push_back(cv::norm(wave.at<cv::Vec2d>(k)));
        const auto peak = std::ranges::max_element(sizes) - sizes.begin();
        if (peak == 0 || peak == 15) continue;
        const auto at = static_cast<std::size_t>(peak);
        double sum = 0;
        for (std::size_t k = 0; k < 15; ++k) sum += sizes[k];
        EXPECT_NEAR(nfiq2::frequency_domain_analysis({picture, area, angle}),
                    (sizes[at] + 0.3 * (sizes[at - 1] + sizes[at + 1])) / sum, 1e-9);
    }
}

TEST(FingerprintEstimate, RanksPrintsByWhatIsWrongWithThem) {
    auto score = [](const test::RidgePattern& pattern) {
        return estimate_score(nfiq2::features_of(print_of(pattern))).value();
    };
    const double good = score({});
    EXPECT_GT(good, 50);
    EXPECT_LT(score({.dryness = 0.8}), good / 2);
    EXPECT_LT(score({.wetness = 1}), good);
    EXPECT_LT(score({.lightness = 1}), good);
    EXPECT_LT(score({.covered_share = 0.3}), good);
}

TEST(FingerprintEstimate, NeedsEveryFeature) {
    auto features = nfiq2::features_of(print_of({}));
    ASSERT_TRUE(estimate_score(features));
    features.erase("OF_Bin10_Mean");
    EXPECT_FALSE(estimate_score(features));
}

}  // namespace
}  // namespace limner
