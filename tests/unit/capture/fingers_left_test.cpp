#include "capture/fingers_left.h"
#include "support/ridge_pattern.h"

#include <gtest/gtest.h>

#include <memory>

namespace limner {
namespace {

Image print_of(std::uint32_t seed, double noise = 0.03) {
    return test::make_ridge_pattern({.seed = seed, .noise = noise});
}

/// The picture in memory that says when nobody has it any more.
std::pair<Image, std::weak_ptr<const void>> watched(const Image& image) {
    auto pixels = std::make_shared<std::vector<std::byte>>(image.bytes().begin(), image.bytes().end());
    return {Image::from_shared(image.width(), image.height(), image.format(), *pixels, pixels).value(), pixels};
}

TEST(FingersLeft, AreKnownAgainInAnotherPicture) {
    const Image one = print_of(1), again = print_of(1, 0.05);
    FingersLeft left({&one, 1}, 500.0);
    EXPECT_TRUE(left.are_among({&again, 1}, 500.0));
    EXPECT_TRUE(left.are_among({&again, 1}, 500.0)) << "more than once";
}

TEST(FingersLeft, AreNotTakenForOthers) {
    const Image one = print_of(1),
                other = test::make_ridge_pattern({.seed = 2, .flow = test::RidgePattern::Flow::whorl});
    FingersLeft left({&one, 1}, 500.0);
    EXPECT_FALSE(left.are_among({&other, 1}, 500.0));
    EXPECT_FALSE(left.are_among({}, 500.0));
}

TEST(FingersLeft, LetTheirPicturesGoOnceTheMinutiaeAreRead) {
    auto [picture, memory] = watched(print_of(1));
    FingersLeft left({&picture, 1}, 500.0);
    picture = {};
    EXPECT_FALSE(memory.expired());
    left.read();
    EXPECT_TRUE(memory.expired());
    const Image again = print_of(1);
    EXPECT_TRUE(left.are_among({&again, 1}, 500.0));
}

TEST(FingersLeft, KeepNoMoreOfAHandThanIsCompared) {
    auto [third, memory] = watched(print_of(3));
    const std::vector<Image> hand{print_of(1), print_of(2), std::exchange(third, {})};
    std::optional<FingersLeft> left;
    {
        const std::vector<Image> captured = hand;
        left.emplace(captured, 500.0);
    }
    EXPECT_EQ(memory.use_count(), 1) << "the hand's own";
}

}  // namespace
}  // namespace limner
