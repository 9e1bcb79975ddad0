#include "recognise/mrz_decoder.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

using Lines = std::vector<std::string>;

const Lines passport{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};

// Cells that look like these lines beyond doubt.
MrzScores seen_as(const Lines& lines) {
    MrzScores scores;
    for (const std::string& line : lines) {
        auto& cells = scores.emplace_back();
        for (char c : line) {
            MrzSimilarities cell;
            cell.fill(0.5F);
            cell[mrz_alphabet.find(c)] = 0.95F;
            cells.push_back(cell);
        }
    }
    return scores;
}

// The cell (1-based) looks like `first` and, by `lead` less, like `second`.
void mistake(MrzScores& scores, std::size_t line, std::size_t column, char first, char second, float lead) {
    MrzSimilarities& cell = scores[line - 1][column - 1];
    cell.fill(0.5F);
    cell[mrz_alphabet.find(first)] = 0.95F;
    cell[mrz_alphabet.find(second)] = 0.95F - lead;
}

MrzDecoding decode(const MrzScores& scores) { return decode_mrz(scores, mrz_layout(MrzFormat::td3)); }

TEST(MrzDecoder, ReadsWhatTheCellsLookLike) {
    auto decoding = decode(seen_as(passport));
    EXPECT_EQ(decoding.lines, passport);
    EXPECT_TRUE(decoding.corrections.empty());
    EXPECT_GT(decoding.confidence_0_1, 0.99);
}

TEST(MrzDecoder, ReadsADigitForALetterOfItsShapeInADateAndReportsIt) {
    MrzScores scores = seen_as(passport);
    mistake(scores, 2, 16, 'O', '0', 0.04F);
    auto decoding = decode(scores);
    EXPECT_EQ(decoding.lines, passport);
    ASSERT_EQ(decoding.corrections.size(), 1u);
    EXPECT_EQ(decoding.corrections[0].line, 2);
    EXPECT_EQ(decoding.corrections[0].column, 16);
    EXPECT_EQ(decoding.corrections[0].read, 'O');
    EXPECT_EQ(decoding.corrections[0].used, '0');
}

TEST(MrzDecoder, ReadsALetterForADigitOfItsShapeInAName) {
    MrzScores scores = seen_as(passport);
    mistake(scores, 1, 12, '0', 'O', 0.04F);
    EXPECT_EQ(decode(scores).lines, passport);
}

TEST(MrzDecoder, LeavesADigitInANameThatIsClearlyOne) {
    MrzScores scores = seen_as(passport);
    mistake(scores, 1, 12, '0', 'O', 0.3F);
    auto decoding = decode(scores);
    EXPECT_EQ(decoding.lines[0][11], '0');
    EXPECT_TRUE(decoding.corrections.empty());
}

TEST(MrzDecoder, LetsACheckDigitDecideACellInDoubt) {
    MrzScores scores = seen_as(passport);
    mistake(scores, 2, 2, 'B', '8', 0.005F);
    auto decoding = decode(scores);
    EXPECT_EQ(decoding.lines, passport);
    ASSERT_EQ(decoding.corrections.size(), 1u);
    EXPECT_EQ(decoding.corrections[0].used, '8');
}

TEST(MrzDecoder, LetsACheckDigitDecideTwoCellsInDoubt) {
    MrzScores scores = seen_as(passport);
    mistake(scores, 2, 2, 'B', '8', 0.002F);
    mistake(scores, 2, 6, 'O', '0', 0.002F);
    auto decoding = decode(scores);
    EXPECT_EQ(decoding.lines, passport);
    EXPECT_EQ(decoding.corrections.size(), 2u);
}

TEST(MrzDecoder, ChangesNoCellThatIsNotInDoubtForACheckDigit) {
    Lines wrong = passport;
    wrong[1][1] = 'B';
    MrzScores scores = seen_as(wrong);
    mistake(scores, 2, 2, 'B', '8', 0.2F);
    auto decoding = decode(scores);
    EXPECT_EQ(decoding.lines, wrong);
    EXPECT_TRUE(decoding.corrections.empty());
    EXPECT_LT(decoding.confidence_0_1, 0.5);
}

TEST(MrzDecoder, ChangesNothingWhereTwoChangesAreAsLikely) {
    Lines wrong = passport;
    wrong[1][9] = '0';  // the check digit of the document number
    MrzScores scores = seen_as(wrong);
    // 6 more is what either of these adds (weights 7 and 7: 8 more a unit).
    mistake(scores, 2, 1, 'L', 'N', 0.01F);
    mistake(scores, 2, 4, '8', 'A', 0.01F);
    auto decoding = decode(scores);
    EXPECT_TRUE(decoding.corrections.empty());
    EXPECT_EQ(decoding.lines, wrong);
}

TEST(MrzDecoder, NeverBreaksACheckDigitThatAgreesForOneThatDoesNot) {
    Lines wrong = passport;
    wrong[1][43] = '9';  // the composite digit, printed wrong
    MrzScores scores = seen_as(wrong);
    for (std::size_t column = 1; column <= 9; ++column)
        mistake(scores, 2, column, passport[1][column - 1], 'X', 0.004F);
    auto decoding = decode(scores);
    EXPECT_EQ(decoding.lines, wrong);
}

TEST(MrzDecoder, PrefersADigitToALetterOfItsShapeBesideDigitsOfANumber) {
    Lines visa{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "9120033013XXX7408122F96121096ZE184226B<<<<<<"};
    // As letters, both zeros together add what leaves the check digit as it is.
    MrzScores scores = seen_as(visa);
    mistake(scores, 2, 4, 'O', '0', 0.02F);
    mistake(scores, 2, 5, 'O', '0', 0.02F);
    EXPECT_EQ(decode_mrz(scores, mrz_layout(MrzFormat::mrv_a)).lines, visa);
}

TEST(MrzDecoder, KnowsADigitsShapeFromThePlacesOfDigits) {
    // In this print zeros look like the letter, in the dates as in the number, where the check digit does not tell.
    Lines visa{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "9120033013XXX7408122F96121096ZE184226B<<<<<<"};
    MrzScores scores = seen_as(visa);
    for (std::size_t column : {4u, 5u, 16u, 27u}) mistake(scores, 2, column, 'O', '0', 0.05F);
    EXPECT_EQ(decode_mrz(scores, mrz_layout(MrzFormat::mrv_a)).lines, visa);
}

TEST(MrzDecoder, PrefersAStateThatThereIs) {
    Lines british = passport;
    british[0].replace(2, 3, "GBR");
    british[1].replace(10, 3, "GBR");
    MrzScores scores = seen_as(british);
    mistake(scores, 1, 4, 'S', 'B', 0.02F);
    mistake(scores, 2, 11, 'C', 'G', 0.02F);
    auto decoding = decode(scores);
    EXPECT_EQ(decoding.lines, british);
    EXPECT_EQ(decoding.corrections.size(), 2u);
}

TEST(MrzDecoder, LeavesAStateThatIsClearlyAnother) {
    Lines specimen = passport;
    specimen[1].replace(10, 3, "GSR");
    MrzScores scores = seen_as(specimen);
    mistake(scores, 2, 12, 'S', 'B', 0.2F);
    auto decoding = decode(scores);
    EXPECT_EQ(decoding.lines, specimen);
    EXPECT_TRUE(decoding.corrections.empty());
}

TEST(MrzDecoder, SeesNoLettersBehindTheFillersThatEndAName) {
    MrzScores scores = seen_as(passport);
    mistake(scores, 1, 38, 'K', '<', 0.04F);
    EXPECT_EQ(decode(scores).lines, passport);
    MrzScores clear = seen_as(passport);
    mistake(clear, 1, 38, 'K', '<', 0.2F);
    EXPECT_EQ(decode(clear).lines[0][37], 'K') << "what is clearly printed is returned as printed";
}

TEST(MrzDecoder, KeepsALetterThatIsClearlyOneBesideDigitsOfANumber) {
    Lines lettered = passport;
    lettered[1][4] = 'O';
    lettered[1][9] = *mrz_check_digit(lettered[1].substr(0, 9));
    MrzScores scores = seen_as(lettered);
    mistake(scores, 2, 5, 'O', '0', 0.06F);
    EXPECT_EQ(decode(scores).lines[1].substr(0, 10), lettered[1].substr(0, 10));
}

TEST(MrzDecoder, IsLessSureWhereTheCheckDigitCannotTellTheCharacters) {
    MrzScores told = seen_as(passport);
    mistake(told, 2, 2, '8', 'B', 0.01F);
    MrzScores not_told = seen_as(passport);
    mistake(not_told, 2, 3, '9', 'J', 0.01F);  // worth 19, as 9 for every weight
    EXPECT_GT(decode(told).confidence_0_1, 0.95);
    EXPECT_LT(decode(not_told).confidence_0_1, 0.85);
    EXPECT_TRUE(decode(not_told).is_in_doubt[1][2]);
    EXPECT_FALSE(decode(told).is_in_doubt[1][1]);
}

TEST(MrzDecoder, DoesNotMissTheCheckDigitOfALongNumber) {
    Lines card{"I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"};
    MrzScores scores = seen_as(card);
    mistake(scores, 1, 15, '<', '7', 0.02F);
    auto decoding = decode_mrz(scores, mrz_layout(MrzFormat::td1));
    EXPECT_EQ(decoding.lines, card);
}

TEST(MrzShape, IsThatOfThePrintedFormats) {
    EXPECT_TRUE(looks_like_mrz(passport, mrz_layout(MrzFormat::td3)));
    EXPECT_FALSE(looks_like_mrz(Lines(2, std::string(44, '<')), mrz_layout(MrzFormat::td3)));
    EXPECT_FALSE(looks_like_mrz(Lines(2, std::string(44, 'A')), mrz_layout(MrzFormat::td3)));
    EXPECT_FALSE(looks_like_mrz(Lines(3, std::string(30, '1')), mrz_layout(MrzFormat::td1)));
}

TEST(MrzShape, IsKeptByAnMrzWhosePrintedCompositeDigitIsWrong) {
    Lines wrong = passport;
    wrong[1][43] = '9';
    EXPECT_TRUE(looks_like_mrz(wrong, mrz_layout(MrzFormat::td3)));
}

}  // namespace
}  // namespace limner
