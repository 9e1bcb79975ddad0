#include "sane_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace limner::sane {
namespace {

SANE_Parameters parameters(SANE_Frame format, int width, int rows, int depth, int row_bytes, bool is_last = true) {
    return {format, is_last ? SANE_TRUE : SANE_FALSE, row_bytes, width, rows, depth};
}

std::vector<std::byte> bytes(std::initializer_list<int> values) {
    std::vector<std::byte> result;
    for (int value : values) result.push_back(static_cast<std::byte>(value));
    return result;
}

std::vector<Band> bands_of(PageBuilder& builder) {
    std::vector<Band> bands;
    while (auto band = builder.take_band()) bands.push_back(std::move(*band));
    return bands;
}

TEST(PageBuilder, ShowsAGrayBitOfOneAsBlackAndLeavesThePaddingBitsOut) {
    PageBuilder builder;
    ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_GRAY, 10, 1, 1, 2)));
    ASSERT_TRUE(builder.add(bytes({0b10100000, 0b01111111})));
    ASSERT_EQ(*builder.end_frame(), false);
    auto band = builder.take_band();
    ASSERT_TRUE(band);
    EXPECT_EQ(band->format, PixelFormat::gray8);
    EXPECT_EQ(band->pixels, bytes({0, 255, 0, 255, 255, 255, 255, 255, 255, 0}));
}

TEST(PageBuilder, ShowsAColourBitOfOneAsFullIntensity) {
    PageBuilder builder;
    ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_RGB, 2, 1, 1, 3)));
    ASSERT_TRUE(builder.add(bytes({0b10000000, 0b01000000, 0b11000000})));
    ASSERT_TRUE(builder.end_frame());
    EXPECT_EQ(builder.take_band()->pixels, bytes({255, 0, 255, 0, 255, 255}));
}

TEST(PageBuilder, KeepsSixteenBitSamplesAsTheyAre) {
    PageBuilder builder;
    ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_RGB, 1, 1, 16, 6)));
    ASSERT_TRUE(builder.add(bytes({1, 2, 3, 4, 5, 6})));
    ASSERT_TRUE(builder.end_frame());
    auto band = builder.take_band();
    EXPECT_EQ(band->format, PixelFormat::rgb16);
    EXPECT_EQ(band->pixels, bytes({1, 2, 3, 4, 5, 6}));
}

TEST(PageBuilder, DropsThePaddingOfRowsHoweverTheBytesAreCut) {
    for (std::size_t cut = 1; cut <= 10; ++cut) {
        PageBuilder builder;
        ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_GRAY, 3, 2, 8, 5)));
        auto data = bytes({1, 2, 3, 99, 99, 4, 5, 6, 99, 99});
        for (std::size_t at = 0; at < data.size(); at += cut)
            ASSERT_TRUE(builder.add(std::span(data).subspan(at, std::min(cut, data.size() - at))));
        ASSERT_TRUE(builder.end_frame());
        auto band = builder.take_band();
        ASSERT_TRUE(band);
        EXPECT_EQ(band->pixels, bytes({1, 2, 3, 4, 5, 6})) << "cut every " << cut;
        EXPECT_FALSE(band->is_damaged);
    }
}

TEST(PageBuilder, CutsALongPageIntoBandsOfAtMostFourMebibytesAndMarksOnlyTheLast) {
    constexpr int width = 3000, rows = 3000;
    PageBuilder builder;
    ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_GRAY, width, rows, 8, width)));
    std::vector<std::byte> row(width);
    for (int y = 0; y < rows; ++y) {
        std::ranges::fill(row, static_cast<std::byte>(y % 251));
        ASSERT_TRUE(builder.add(row));
    }
    auto early = bands_of(builder);
    ASSERT_TRUE(builder.end_frame());
    auto late = bands_of(builder);
    EXPECT_THAT(early, testing::SizeIs(2));
    ASSERT_THAT(late, testing::SizeIs(1));
    int expected_row = 0;
    for (const auto* some : {&early, &late}) {
        for (const Band& band : *some) {
            EXPECT_LE(band.pixels.size(), max_band_bytes);
            EXPECT_EQ(band.first_row, expected_row);
            EXPECT_EQ(band.total_rows, rows);
            EXPECT_EQ(band.pixels.front(), static_cast<std::byte>(expected_row % 251));
            expected_row += band.rows;
        }
    }
    EXPECT_EQ(expected_row, rows);
    EXPECT_FALSE(early.back().is_last);
    EXPECT_TRUE(late.back().is_last);
}

TEST(PageBuilder, TellsTheLengthOfAHandScannersPageOnlyAtItsEnd) {
    PageBuilder builder;
    ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_GRAY, 2, -1, 8, 2)));
    ASSERT_TRUE(builder.add(bytes({1, 2, 3, 4, 5, 6})));
    EXPECT_EQ(builder.done_0_1(), std::nullopt);
    ASSERT_TRUE(builder.end_frame());
    auto band = builder.take_band();
    EXPECT_EQ(band->rows, 3);
    EXPECT_TRUE(band->is_last);
    EXPECT_FALSE(band->is_damaged);
}

TEST(PageBuilder, PutsThreePassesTogetherInWhateverOrderTheyCome) {
    PageBuilder builder;
    const std::array<std::pair<SANE_Frame, int>, 3> passes{
        {{SANE_FRAME_BLUE, 30}, {SANE_FRAME_RED, 10}, {SANE_FRAME_GREEN, 20}}};
    for (std::size_t pass = 0; pass < 3; ++pass) {
        auto [frame, value] = passes[pass];
        ASSERT_TRUE(builder.begin_frame(parameters(frame, 2, 1, 8, 2, pass == 2)));
        ASSERT_TRUE(builder.add(bytes({value, value + 1})));
        EXPECT_FALSE(builder.take_band());
        EXPECT_EQ(*builder.end_frame(), pass < 2);
    }
    auto band = builder.take_band();
    ASSERT_TRUE(band);
    EXPECT_EQ(band->format, PixelFormat::rgb8);
    EXPECT_EQ(band->pixels, bytes({10, 20, 30, 11, 21, 31}));
    EXPECT_TRUE(band->is_last);
    EXPECT_FALSE(builder.take_band());
}

TEST(PageBuilder, RefusesPassesThatDoNotMakeAPage) {
    auto red = parameters(SANE_FRAME_RED, 2, 1, 8, 2, false);
    auto after_red = [&](const SANE_Parameters& second) {
        PageBuilder builder;
        EXPECT_TRUE(builder.begin_frame(red));
        EXPECT_TRUE(builder.add(bytes({1, 2})));
        EXPECT_TRUE(builder.end_frame());
        return builder.begin_frame(second);
    };
    EXPECT_EQ(after_red(red).error().code, ErrorCode::bad_data);
    EXPECT_EQ(after_red(parameters(SANE_FRAME_GRAY, 2, 1, 8, 2)).error().code, ErrorCode::bad_data);
    EXPECT_EQ(after_red(parameters(SANE_FRAME_BLUE, 3, 1, 8, 3)).error().code, ErrorCode::bad_data);
    EXPECT_EQ(after_red(parameters(SANE_FRAME_BLUE, 2, 1, 16, 4)).error().code, ErrorCode::bad_data);
    PageBuilder only_one;
    ASSERT_TRUE(only_one.begin_frame(parameters(SANE_FRAME_RED, 2, 1, 8, 2, true)));
    ASSERT_TRUE(only_one.add(bytes({1, 2})));
    EXPECT_EQ(only_one.end_frame().error().code, ErrorCode::bad_data);
}

TEST(PageBuilder, RefusesParametersThatCannotBe) {
    PageBuilder builder;
    for (auto wrong : {parameters(SANE_FRAME_GRAY, 0, 1, 8, 1), parameters(SANE_FRAME_GRAY, -5, 1, 8, 1),
                       parameters(SANE_FRAME_GRAY, 10, 1, 8, 9), parameters(SANE_FRAME_RGB, 10, 1, 8, 29),
                       parameters(SANE_FRAME_RGB, 9, 1, 1, 5), parameters(SANE_FRAME_GRAY, 10, 0, 8, 10),
                       parameters(SANE_FRAME_GRAY, 10, -2, 8, 10), parameters(SANE_FRAME_GRAY, 10, 1, 8, -10),
                       parameters(SANE_FRAME_GRAY, 2'000'000'000, 1, 8, 2'000'000'000),
                       parameters(SANE_FRAME_GRAY, 10, 2'000'000'000, 8, 10),
                       parameters(SANE_FRAME_GRAY, 10, 1, 8, 2'000'000'000)}) {
        auto begun = builder.begin_frame(wrong);
        ASSERT_FALSE(begun) << wrong.pixels_per_line << " x " << wrong.lines << ", " << wrong.bytes_per_line;
        EXPECT_EQ(begun.error().code, ErrorCode::bad_data);
    }
    EXPECT_EQ(builder.begin_frame(parameters(SANE_FRAME_GRAY, 10, 1, 12, 20)).error().code, ErrorCode::unsupported);
    auto jpeg = parameters(SANE_FRAME_GRAY, 10, 1, 8, 10);
    constexpr int jpeg_number = 0x0B;
    std::memcpy(&jpeg.format, &jpeg_number, sizeof jpeg.format);
    EXPECT_EQ(builder.begin_frame(jpeg).error().code, ErrorCode::unsupported);
}

TEST(PageBuilder, RefusesAThreePassPageThatWouldFillTheMemory) {
    PageBuilder builder;
    auto huge = parameters(SANE_FRAME_RED, 20'000, 20'000, 16, 40'000, false);
    EXPECT_EQ(builder.begin_frame(huge).error().code, ErrorCode::unsupported);
}

TEST(PageBuilder, FlagsAPageThatEndsTooEarlyOrTooLate) {
    for (int rows : {1, 3}) {
        PageBuilder builder;
        ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_GRAY, 1, 2, 8, 1)));
        for (int row = 0; row < rows; ++row) ASSERT_TRUE(builder.add(bytes({row})));
        ASSERT_TRUE(builder.end_frame());
        auto band = builder.take_band();
        EXPECT_TRUE(band->is_damaged) << rows << " rows instead of 2";
        EXPECT_EQ(band->rows, std::min(rows, 2));
        EXPECT_EQ(band->total_rows, band->rows);
    }
}

TEST(PageBuilder, FlagsAPageThatEndsWithinARow) {
    PageBuilder builder;
    ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_GRAY, 4, -1, 8, 4)));
    ASSERT_TRUE(builder.add(bytes({1, 2, 3, 4, 5})));
    ASSERT_TRUE(builder.end_frame());
    auto band = builder.take_band();
    EXPECT_EQ(band->rows, 1);
    EXPECT_TRUE(band->is_damaged);
}

TEST(PageBuilder, CallsAPageWithoutARowBadData) {
    PageBuilder builder;
    ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_GRAY, 4, 4, 8, 4)));
    EXPECT_EQ(builder.end_frame().error().code, ErrorCode::bad_data);
}

TEST(PageBuilder, ReusesTheMemoryThatItGetsBack) {
    constexpr int width = 4096, rows = 3000;
    PageBuilder builder;
    ASSERT_TRUE(builder.begin_frame(parameters(SANE_FRAME_GRAY, width, rows, 8, width)));
    std::vector<std::byte> half(std::size_t{width} * rows / 2);
    ASSERT_TRUE(builder.add(half));
    auto first = builder.take_band();
    ASSERT_TRUE(first);
    const auto* memory = first->pixels.data();
    builder.recycle(std::move(first->pixels));
    ASSERT_TRUE(builder.add(half));
    ASSERT_TRUE(builder.end_frame());
    auto rest = bands_of(builder);
    EXPECT_TRUE(std::ranges::any_of(rest, [&](const Band& band) { return band.pixels.data() == memory; }));
}

}  // namespace
}  // namespace limner::sane
