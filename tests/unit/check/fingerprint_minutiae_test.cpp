#include <limner/check/check_platen.h>
#include <limner/check/fingerprint_minutiae.h>

#include "check/fingerprint_ridges.h"
#include "support/ridge_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace limner {
namespace {

using test::make_ridge_pattern;
using test::RidgePattern;

RidgePattern finger(std::uint32_t seed, std::uint32_t impression, double turn_degrees = 0) {
    RidgePattern pattern{.seed = seed, .flow = static_cast<RidgePattern::Flow>(seed % 4)};
    pattern.impression = {.number = impression,
                          .turn_degrees = turn_degrees,
                          .shift_x_px = impression == 1 ? 0. : 20,
                          .stretch_px = impression == 1 ? 0. : 3};
    return pattern;
}

FingerprintMinutiae minutiae_of(const RidgePattern& pattern) {
    return extract_minutiae(make_ridge_pattern(pattern), pattern.ppi).value();
}

Image image_of(int width, int height, const auto& level_at) {
    std::vector<std::byte> pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) pixels.push_back(static_cast<std::byte>(std::clamp(level_at(x, y), 0., 255.)));
    return Image::from_pixels(width, height, PixelFormat::gray8, std::move(pixels)).value();
}

TEST(Minutiae, AreWhereARidgeBeginsAndPointAlongIt) {
    // Upright ridges of 9 px whose phase turns once around a place: above it there is one ridge more.
    constexpr int x_of_end = 120, y_of_end = 130;
    const auto wave = [](int x, int y) {
        return 128 - 100 * std::cos(2 * std::numbers::pi * x / 9 + std::atan2(y - y_of_end, x - x_of_end));
    };
    const auto found = extract_minutiae(image_of(240, 256, wave)).value();
    ASSERT_EQ(found.points.size(), 1u);
    EXPECT_NEAR(found.points[0].x, x_of_end, 6);
    EXPECT_NEAR(found.points[0].y, y_of_end, 10);
    EXPECT_NEAR(found.points[0].direction, 90, 15);
}

TEST(Minutiae, OfAFingerLaidDownAgainMatchAndThoseOfOthersDoNot) {
    const std::array prints{minutiae_of(finger(21, 1)), minutiae_of(finger(25, 1)), minutiae_of(finger(21, 2, 25))};
    for (const auto& print : prints) EXPECT_GT(print.points.size(), 20u);
    EXPECT_EQ(repeated_fingers(prints), (std::vector{std::pair<std::size_t, std::size_t>{0, 2}}));
    EXPECT_EQ(match_minutiae(prints[0], prints[2]), match_minutiae(prints[2], prints[0]));
    EXPECT_GT(match_minutiae(prints[1], prints[1]), 0.9);
}

TEST(Minutiae, AreNotInventedOnBlankOrNoisyGlass) {
    for (double level : {0., 128., 255.})
        EXPECT_TRUE(extract_minutiae(image_of(200, 200, [&](int, int) { return level; }))->points.empty());
    std::uint32_t state = 1;
    const auto noise = [&](int, int) {
        state = state * 1'664'525U + 1'013'904'223U;
        return 238. + (state >> 24) / 25.;
    };
    EXPECT_LT(extract_minutiae(image_of(300, 300, noise))->points.size(), 4u);
    EXPECT_TRUE(extract_minutiae(image_of(1, 1, [](int, int) { return 0.; }))->points.empty());
    EXPECT_EQ(match_minutiae({}, {}), 0);
}

TEST(Minutiae, AreNotTakenFromANegative) {
    const Image print = make_ridge_pattern({.seed = 5});
    const auto level = [&](int x, int y) {
        return 255. - static_cast<int>(print.bytes()[static_cast<std::size_t>(y) * 416 + static_cast<std::size_t>(x)]);
    };
    EXPECT_GT(extract_minutiae(print, 500)->points.size(), 20u);
    EXPECT_TRUE(extract_minutiae(image_of(416, 560, level), 500)->points.empty());
}

TEST(Minutiae, AreRefusedWhereTheResolutionIsNone) {
    const Image glass = image_of(20, 20, [](int, int) { return 9.; });
    EXPECT_EQ(extract_minutiae(Image{}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(extract_minutiae(glass, 10).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(extract_minutiae(glass, NAN).error().code, ErrorCode::invalid_argument);
}

TEST(Thinning, LeavesALineOfOnePixelThatIsStillWhole) {
    cv::Mat bar = cv::Mat::zeros(20, 60, CV_8U);
    bar({5, 6, 50, 7}).setTo(1);
    const cv::Mat line = thin(bar);
    for (int x = 12; x < 48; ++x) EXPECT_EQ(cv::countNonZero(line.col(x)), 1) << x;
}

// A print's pixels left behind on the glass with a share of their darkness, under noise of their own.
Image glass_with(const Image* print, double share) {
    std::uint32_t state = 7;
    return image_of(416, 560, [&](int x, int y) {
        state = state * 1'664'525U + 1'013'904'223U;
        const double noise = (static_cast<double>(state >> 16) / 65'536 - 0.5) * 10;
        const double darkness =
            print
                ? 238. -
                      static_cast<int>(print->bytes()[static_cast<std::size_t>(y) * 416 + static_cast<std::size_t>(x)])
                : 0;
        return 238 - share * darkness + noise;
    });
}

TEST(Platen, IsDirtyWhereAPrintWasLeftBehindAndCleanWhereNot) {
    const Image print = make_ridge_pattern({.seed = 5, .noise = 0});
    const auto clean = check_platen(glass_with(nullptr, 0)).value();
    EXPECT_FALSE(clean.is_dirty);
    EXPECT_LT(clean.residue.value_or(1), 0.02);
    const auto latent = check_platen(glass_with(&print, 0.06)).value();
    EXPECT_TRUE(latent.is_dirty) << *latent.residue;
    EXPECT_FALSE(latent.text.id.empty());
    const auto finger = check_platen(print).value();
    EXPECT_TRUE(finger.has_finger);
    EXPECT_FALSE(finger.residue);
}

}  // namespace
}  // namespace limner
