#include "support/mrz_specimens.h"

#include "recognise/mrz_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using test::specimen::today;

constexpr std::string_view card =
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\n";
constexpr std::string_view visa = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\r\nL8988901C4XXX7408122F9612109<<<<<<<<";

std::vector<MrzTextBlock> blocks_of(std::string_view text) {
    std::vector<MrzTextBlock> found;
    MrzTextBlocks blocks(text);
    while (auto block = blocks.next()) found.push_back(*block);
    return found;
}

TEST(MrzText, IsPartedIntoDocumentsByBlankLines) {
    std::string text = "\xEF\xBB\xBF\n" + std::string(card) + " \t\r\n\n" + std::string(visa);
    auto blocks = blocks_of(text);
    ASSERT_EQ(blocks.size(), 2u);
    EXPECT_EQ(blocks[0].first_line, 2);
    EXPECT_EQ(blocks[0].line_count, 3);
    EXPECT_EQ(blocks[1].first_line, 7);
    EXPECT_EQ(blocks[1].kept().size(), 2u);
    auto first = parse_mrz_block(blocks[0], today);
    auto second = parse_mrz_block(blocks[1], today);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->format, MrzFormat::td1);
    EXPECT_EQ(second->format, MrzFormat::mrv_b);
    EXPECT_TRUE(second->is_valid());
}

TEST(MrzText, HasNoDocumentWhereItIsBlank) {
    EXPECT_TRUE(blocks_of("").empty());
    EXPECT_TRUE(blocks_of("\n \r\n\t\n").empty());
    EXPECT_TRUE(blocks_of("\xEF\xBB\xBF").empty());
}

TEST(MrzText, CountsLinesOfTheWholeTextInItsMessages) {
    std::string text =
        std::string(card) + "\nV<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX74O8122f9612109<<<<<<<<\n";
    auto blocks = blocks_of(text);
    ASSERT_EQ(blocks.size(), 2u);
    auto mrz = parse_mrz_block(blocks[1], today);
    ASSERT_FALSE(mrz);
    EXPECT_EQ(mrz.error().message, "line 6, column 21: 'f' is none of A to Z, 0 to 9 and <");
}

TEST(MrzText, CountsTheLinesThatItDoesNotKeep) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "<\n";
    auto blocks = blocks_of(text);
    ASSERT_EQ(blocks.size(), 1u);
    EXPECT_EQ(blocks[0].line_count, 100'000);
    auto mrz = parse_mrz_block(blocks[0], today);
    ASSERT_FALSE(mrz);
    EXPECT_THAT(mrz.error().message, testing::HasSubstr("100000 lines; an MRZ has 2 or 3"));
}

TEST(MrzText, RefusesTenMegabytesOfFillersInOneLine) {
    std::string text(10'000'000, '<');
    text = text + "\n" + text;
    auto blocks = blocks_of(text);
    ASSERT_EQ(blocks.size(), 1u);
    auto mrz = parse_mrz_block(blocks[0], today);
    ASSERT_FALSE(mrz);
    EXPECT_THAT(mrz.error().message, testing::HasSubstr("line 1 has 10000000 characters"));
}

}  // namespace
}  // namespace limner
