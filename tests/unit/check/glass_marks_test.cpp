#include "check/glass_marks.h"

#include "support/darkened.h"
#include "support/page_renderer.h"
#include "support/ridge_pattern.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>

namespace limner {
namespace {

using test::darkened;
using test::make_ridge_pattern;

int gray_at(const Image& image, std::size_t at) { return static_cast<int>(image.bytes()[at]); }

// A finger off the middle on glass where another left a tenth of its darkness.
PlatenMarks print_on(const Image* latent, std::uint32_t finger, double shift) {
    const Image print = make_ridge_pattern({.seed = finger, .covered_share = 0.6, .shift_x = shift, .shift_y = 0.2});
    const Image frame = latent ? darkened(print,
                                          [&](int x, int y) {
                                              const auto at = static_cast<std::size_t>(y * latent->width() + x);
                                              return (238 - std::min(238, gray_at(*latent, at))) / 10;
                                          })
                               : print;
    return marks_on_platen(frame, 500).value();
}

TEST(PlatenMarks, AreTheSameInTwoCapturesWhereAPrintWasLeftOnTheGlass) {
    const Image latent = make_ridge_pattern({.seed = 77, .noise = 0, .shift_y = -0.15});
    EXPECT_TRUE(are_same_marks(print_on(&latent, 1, 0.1), print_on(&latent, 2, -0.1)));
    EXPECT_TRUE(are_same_marks(print_on(&latent, 3, 0), print_on(&latent, 4, 0.05)));
}

TEST(PlatenMarks, AreNotTheSameOnCleanGlassNorWhereTheMarksMoved) {
    const Image latent = make_ridge_pattern({.seed = 77, .noise = 0, .shift_y = -0.15});
    const Image another = make_ridge_pattern({.seed = 78, .noise = 0, .shift_y = -0.15});
    EXPECT_FALSE(are_same_marks(print_on(nullptr, 1, 0.1), print_on(nullptr, 2, -0.1)));
    EXPECT_FALSE(are_same_marks(print_on(&latent, 1, 0.1), print_on(nullptr, 2, -0.1)));
    EXPECT_FALSE(are_same_marks(print_on(&latent, 1, 0.1), print_on(&another, 2, -0.1)));
}

TEST(PlatenMarks, AreNoDirtWhereAReaderRepeatsItsWholePicture) {
    const Image latent = make_ridge_pattern({.seed = 77, .noise = 0, .shift_y = -0.15});
    EXPECT_FALSE(are_same_marks(print_on(&latent, 1, 0.1), print_on(&latent, 1, 0.1)));
}

TEST(PlatenMarks, OfAnUnusualFrameAreNoneAndOfNoFrameAnError) {
    const auto tiny =
        marks_on_platen(Image::from_pixels(3, 3, PixelFormat::gray8, std::vector<std::byte>(9)).value(), 500);
    ASSERT_TRUE(tiny);
    EXPECT_FALSE(are_same_marks(*tiny, *tiny));
    EXPECT_EQ(marks_on_platen(Image{}, 500).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(marks_on_platen(make_ridge_pattern({}), 3).error().code, ErrorCode::invalid_argument);
}

Image sheet(std::uint64_t seed, double skew = 0) {
    return test::render_page({.ppi = 150, .skew_degrees = skew, .noise = 2, .seed = seed})->image;
}

Image with_streak(const Image& page, int at, int darker) {
    return darkened(page, [&](int x, int) { return x == at || x == at + 1 ? darker : 0; });
}

TEST(Streaks, AreFoundThroughPrintAndMarginsWhereverTheyStand) {
    for (int at : {320, 600, 871}) {
        const Image page = sheet(static_cast<std::uint64_t>(at), 0.7);
        const auto streaks = streaks_in(with_streak(page, at, 40)).value();
        ASSERT_EQ(streaks.size(), 1u) << at;
        EXPECT_NEAR(streaks[0], (at + 1.) / page.width(), 0.002);
    }
}

TEST(Streaks, AreNotSeenInPagesWithoutThem) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) EXPECT_TRUE(streaks_in(sheet(seed, 0.2))->empty()) << seed;
    // A ruled line ends before the margins do.
    const Image ruled = darkened(sheet(9), [&](int x, int y) { return x / 2 == 300 && y > 120 && y < 1600 ? 150 : 0; });
    EXPECT_TRUE(streaks_in(ruled)->empty());
    EXPECT_TRUE(streaks_in(Image::from_pixels(2, 2, PixelFormat::gray8, std::vector<std::byte>(4)).value())->empty());
}

TEST(Streaks, OfTwoScansAreTheSameWithinHalfAMillimetre) {
    EXPECT_EQ(same_streaks({0.3, 0.7}, {0.302}), 1);
    EXPECT_EQ(same_streaks({0.3, 0.7}, {0.31}), 0);
    EXPECT_EQ(same_streaks({}, {0.31}), 0);
}

}  // namespace
}  // namespace limner
