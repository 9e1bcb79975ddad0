#include "support/ridge_pattern.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace limner::test {
namespace {

double mean_of(const Image& image) {
    double sum = 0;
    for (std::byte pixel : image.bytes()) sum += std::to_integer<int>(pixel);
    return sum / static_cast<double>(image.bytes().size());
}

TEST(RidgePattern, IsTheSamePictureForTheSameNumbers) {
    Image one = make_ridge_pattern({.seed = 7}), same = make_ridge_pattern({.seed = 7});
    Image other = make_ridge_pattern({.seed = 8});
    EXPECT_TRUE(std::ranges::equal(one.bytes(), same.bytes()));
    EXPECT_FALSE(std::ranges::equal(one.bytes(), other.bytes()));
}

TEST(RidgePattern, HasTheSizeThatWasWanted) {
    Image image = make_ridge_pattern({.width_px = 301, .height_px = 203, .ppi = 250});
    EXPECT_EQ(image.width(), 301);
    EXPECT_EQ(image.height(), 203);
    EXPECT_EQ(image.format(), PixelFormat::gray8);
}

TEST(RidgePattern, IsDarkerWetAndLighterDryOrLightlyPressed) {
    double normal = mean_of(make_ridge_pattern({}));
    EXPECT_LT(mean_of(make_ridge_pattern({.wetness = 1})), normal);
    EXPECT_GT(mean_of(make_ridge_pattern({.dryness = 1})), normal);
    EXPECT_GT(mean_of(make_ridge_pattern({.lightness = 1})), normal);
    EXPECT_GT(mean_of(make_ridge_pattern({.covered_share = 0.4})), normal);
}

}  // namespace
}  // namespace limner::test
