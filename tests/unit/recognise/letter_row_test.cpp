#include "recognise/letter_row.h"

#include "support/print_font.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

// A row of print in a font that the net has not learned.
std::optional<cv::Mat> printed(const std::string& text, double capitals_px) {
    const test::PrintFont font("DejaVuSans.ttf");
    if (!font.is_open()) return std::nullopt;
    cv::Mat page(cvRound(capitals_px * 1.5), cvRound(capitals_px * 5), CV_8UC3, cv::Scalar(210, 220, 200)), gray;
    font.draw(page, text, capitals_px, capitals_px * 1.25, capitals_px, {40, 40, 40}, page.cols);
    cv::cvtColor(page, gray, cv::COLOR_RGB2GRAY);
    cv::GaussianBlur(gray, gray, {}, 0.7);
    return gray;
}

TEST(LetterRow, ReadsBloodGroupsOfAnySize) {
    for (double capitals : {11.0, 16.0, 20.0, 32.0})
        for (const char* text : {"A", "B", "AB", "O", "A+", "B-", "AB-", "O+"}) {
            const auto row = printed(text, capitals);
            if (!row) GTEST_SKIP() << "needs fonts-dejavu-core";
            const auto read = read_letter_row(*row, cv::Rect({0, 0}, row->size()), "ABO");
            ASSERT_TRUE(read) << text;
            EXPECT_EQ(read->text, text) << capitals;
            EXPECT_GT(read->confidence_0_1, 0.5) << text;
        }
}

TEST(LetterRow, ReadsTheLettersOfTwoLanguagesWithASlashBetween) {
    for (double capitals : {14.0, 20.0, 32.0})
        for (const char* text : {"P/F", "M/M", "F/F"}) {
            const auto row = printed(text, capitals);
            if (!row) GTEST_SKIP() << "needs fonts-dejavu-core";
            const auto read = read_letter_row(*row, cv::Rect({0, 0}, row->size()), "FMXP");
            ASSERT_TRUE(read) << text;
            EXPECT_EQ(read->text, text) << capitals;
        }
}

TEST(LetterRow, TakesNoOtherLetterForOneOfThose) {
    const auto row = printed("T", 20);
    if (!row) GTEST_SKIP() << "needs fonts-dejavu-core";
    const auto read = read_letter_row(*row, cv::Rect({0, 0}, row->size()), "ABO");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->text, "?");
    EXPECT_EQ(read->confidence_0_1, 0);
}

TEST(LetterRow, IsNothingOnEmptyPaperOrInAWord) {
    EXPECT_FALSE(read_letter_row(cv::Mat(30, 90, CV_8U, cv::Scalar(200)), {0, 0, 90, 30}, "ABO"));
    const auto word = printed("ABOB", 20);
    if (!word) GTEST_SKIP() << "needs fonts-dejavu-core";
    EXPECT_FALSE(read_letter_row(*word, cv::Rect({0, 0}, word->size()), "ABO"));
}

}  // namespace
}  // namespace limner
