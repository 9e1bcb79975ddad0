#include "page_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner::driver {
namespace {

constexpr SizeMm a4_glass{215.9, 297.2};
constexpr SizeMm passport_reader{128, 92};

TEST(PageSize, OffersWhatFitsOnTheGlass) {
    EXPECT_THAT(page_size_option(a4_glass, a4_glass).choices,
                testing::IsSupersetOf({"full", "A4", "A5", "ID-3", "ID-1"}));
    EXPECT_THAT(page_size_option(passport_reader, {125, 88}).choices,
                testing::ElementsAre("full", "ID-3", "ID-2", "ID-1"));
}

TEST(PageSize, NamesThePresentSizeElseGivesItInMillimetres) {
    EXPECT_EQ(page_size_option(a4_glass, {86, 54}).value, Value(std::string("ID-1")));
    EXPECT_EQ(page_size_option(a4_glass, a4_glass).value, Value(std::string("full")));
    auto odd = page_size_option(a4_glass, {100, 33.25});
    EXPECT_EQ(odd.value, Value(std::string("100x33.3")));
    EXPECT_THAT(odd.choices, testing::Contains("100x33.3"));
}

TEST(PageSize, TakesNamesAndMillimetres) {
    EXPECT_EQ(*page_size_from(std::string("ID-3"), a4_glass), (SizeMm{125, 88}));
    EXPECT_EQ(*page_size_from(std::string("100x50.5"), a4_glass), (SizeMm{100, 50.5}));
    EXPECT_EQ(*page_size_from(std::string("full"), a4_glass), a4_glass);
    EXPECT_EQ(*page_size_from(std::string("A4"), {209.5, 296.5}), (SizeMm{209.5, 296.5}));
}

TEST(PageSize, RefusesWhatIsNoSizeOrLargerThanTheGlass) {
    for (const char* text : {"", "A0", "x", "10x", "x10", "0x10", "-5x10", "10x10x10", "1e999x1", "nanx5", "infx5"})
        EXPECT_EQ(page_size_from(std::string(text), a4_glass).error().code, ErrorCode::invalid_argument) << text;
    EXPECT_FALSE(page_size_from(std::int64_t{4}, a4_glass));
    EXPECT_THAT(page_size_from(std::string("A4"), passport_reader).error().message, testing::HasSubstr("128x92 mm"));
}

}  // namespace
}  // namespace limner::driver
