#include <limner/recognise/mrz.h>

#include "support/mrz_specimens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace test::specimen;

Mrz parsed(const Lines& lines) {
    auto mrz = parse_mrz(lines, today);
    if (!mrz) {
        ADD_FAILURE() << mrz.error().message;
        return {};
    }
    return *std::move(mrz);
}

std::string refusal(const Lines& lines) {
    auto mrz = parse_mrz(lines, today);
    if (mrz) return "accepted";
    EXPECT_EQ(mrz.error().code, ErrorCode::invalid_argument);
    return mrz.error().message;
}

const MrzCheck& check_of(const Mrz& mrz, const std::string& field) {
    auto found = std::find_if(mrz.checks.begin(), mrz.checks.end(), [&](const auto& c) { return c.field == field; });
    if (found != mrz.checks.end()) return *found;
    ADD_FAILURE() << "no check of " << field;
    static const MrzCheck none{};
    return none;
}

// `lines` with `text` laid over line `line`, column `column` (both 1-based).
Lines with(Lines lines, std::size_t line, std::size_t column, const std::string& text) {
    lines[line - 1].replace(column - 1, text.size(), text);
    return lines;
}

std::vector<std::string> fields_checked(const Mrz& mrz) {
    std::vector<std::string> fields;
    for (const MrzCheck& check : mrz.checks) fields.push_back(check.field);
    return fields;
}

TEST(MrzParser, ReadsEveryFieldOfAPassport) {
    Mrz mrz = parsed(passport);
    EXPECT_EQ(mrz.format, MrzFormat::td3);
    EXPECT_EQ(mrz.lines, passport);
    EXPECT_EQ(mrz.fields.document_code, "P");
    EXPECT_EQ(mrz.fields.issuing_state, "UTO");
    EXPECT_EQ(mrz.fields.surname, "ERIKSSON");
    EXPECT_EQ(mrz.fields.given_names, "ANNA MARIA");
    EXPECT_EQ(mrz.fields.document_number, "L898902C3");
    EXPECT_EQ(mrz.fields.nationality, "UTO");
    EXPECT_EQ(mrz.fields.birth_date.text(), "1974-08-12");
    EXPECT_EQ(mrz.fields.sex, Sex::female);
    EXPECT_EQ(mrz.fields.expiry_date.text(), "2012-04-15");
    EXPECT_EQ(mrz.fields.optional_data, "ZE184226B");
    EXPECT_EQ(mrz.fields.personal_number, "ZE184226B");
    EXPECT_FALSE(mrz.fields.is_name_truncated);
    EXPECT_THAT(fields_checked(mrz),
                ElementsAre("document_number", "birth_date", "expiry_date", "personal_number", "composite"));
    EXPECT_TRUE(mrz.is_valid());
    EXPECT_THAT(mrz.problems, IsEmpty());
}

TEST(MrzParser, ReadsACardOfThreeLines) {
    Mrz mrz = parsed(card);
    EXPECT_EQ(mrz.format, MrzFormat::td1);
    EXPECT_EQ(mrz.fields.document_code, "I");
    EXPECT_EQ(mrz.fields.document_number, "D23145890");
    EXPECT_EQ(mrz.fields.surname, "ERIKSSON");
    EXPECT_EQ(mrz.fields.given_names, "ANNA MARIA");
    EXPECT_EQ(mrz.fields.birth_date.text(), "1974-08-12");
    EXPECT_EQ(mrz.fields.expiry_date.text(), "2012-04-15");
    EXPECT_EQ(mrz.fields.nationality, "UTO");
    EXPECT_THAT(fields_checked(mrz), ElementsAre("document_number", "birth_date", "expiry_date", "composite"));
    EXPECT_TRUE(mrz.is_valid());
}

TEST(MrzParser, ReadsACardOfTwoLines) {
    Mrz mrz = parsed(small_card);
    EXPECT_EQ(mrz.format, MrzFormat::td2);
    EXPECT_EQ(mrz.fields.document_number, "D23145890");
    EXPECT_EQ(mrz.fields.surname, "ERIKSSON");
    EXPECT_TRUE(mrz.is_valid());
}

TEST(MrzParser, KnowsVisasByTheLetterVAndTheLengthOfTheLines) {
    Mrz large = parsed(large_visa);
    EXPECT_EQ(large.format, MrzFormat::mrv_a);
    EXPECT_EQ(large.fields.optional_data, "6ZE184226B");
    EXPECT_EQ(large.fields.nationality, "XXX");
    Mrz small = parsed(small_visa);
    EXPECT_EQ(small.format, MrzFormat::mrv_b);
    for (const Mrz& mrz : {large, small}) {
        EXPECT_EQ(mrz.fields.document_number, "L8988901C");
        EXPECT_EQ(mrz.fields.expiry_date.text(), "1996-12-10");
        EXPECT_THAT(fields_checked(mrz), ElementsAre("document_number", "birth_date", "expiry_date"));
        EXPECT_TRUE(mrz.is_valid());
    }
}

TEST(MrzParser, ReportsWhichCheckDigitDisagreesAndWhatItShouldBe) {
    Mrz mrz = parsed(with(passport, 2, 20, "3"));
    EXPECT_FALSE(check_of(mrz, "birth_date").is_ok);
    EXPECT_EQ(check_of(mrz, "birth_date").printed, '3');
    EXPECT_EQ(check_of(mrz, "birth_date").computed, '2');
    EXPECT_TRUE(check_of(mrz, "document_number").is_ok);
    EXPECT_FALSE(check_of(mrz, "composite").is_ok) << "it covers the birth date's check digit";
    EXPECT_FALSE(mrz.is_valid());
    EXPECT_EQ(mrz.lines[1][19], '3') << "nothing is corrected";
}

TEST(MrzParser, TakesAFillerForTheCheckDigitOfAnEmptyPersonalNumberOnly) {
    Lines empty = with(passport, 2, 29, "<<<<<<<<<<<<<<<8");
    EXPECT_TRUE(parsed(empty).is_valid());
    EXPECT_TRUE(parsed(with(empty, 2, 43, "0")).is_valid());
    EXPECT_EQ(parsed(empty).fields.personal_number, "");
    Mrz filled = parsed(with(passport, 2, 43, "<"));
    EXPECT_FALSE(check_of(filled, "personal_number").is_ok);
    EXPECT_EQ(filled.fields.personal_number, "");
    EXPECT_EQ(filled.fields.optional_data, "ZE184226B");
}

TEST(MrzParser, ReadsALongDocumentNumberOfACardOfThreeLines) {
    Mrz mrz =
        parsed({"I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"});
    EXPECT_EQ(mrz.fields.document_number, "D23145890734");
    EXPECT_EQ(check_of(mrz, "document_number").printed, '9');
    EXPECT_EQ(mrz.fields.optional_data, "");
    EXPECT_TRUE(mrz.is_valid());
}

TEST(MrzParser, ReadsALongDocumentNumberOfACardOfTwoLines) {
    Lines lines = with(small_card, 2, 1, "D23145890<UTO7408122F1204159734<<<<0");
    lines = with(lines, 2, 32, std::string(1, *mrz_check_digit("D23145890734")));
    Mrz mrz = parsed(lines);
    EXPECT_EQ(mrz.fields.document_number, "D23145890734");
    EXPECT_TRUE(check_of(mrz, "document_number").is_ok);
    EXPECT_EQ(mrz.fields.optional_data, "");
}

TEST(MrzParser, TakesALongNumbersCheckDigitWithOrWithoutTheFillerInTheMiddle) {
    Lines without{"IDBEL600001795<0152<<<<<<<<<<<", "1301014F2311207BEL130101987398", "SPECIMEN<<SPECIMEN<<<<<<<<<<<<"};
    Lines counted{"IDBEL000590240<6013<<<<<<<<<<<", "8512017F1311048BEL851201002007", "REINARTZ<<ULRIKE<KATIA<E<<<<<<"};
    EXPECT_TRUE(parsed(without).is_valid());
    EXPECT_TRUE(parsed(counted).is_valid());
    Mrz wrong = parsed(with(counted, 1, 19, "6"));
    EXPECT_FALSE(check_of(wrong, "document_number").is_ok);
    EXPECT_EQ(check_of(wrong, "document_number").computed, '1');
}

TEST(MrzParser, KeepsOptionalDataThatFollowsALongDocumentNumber) {
    Mrz mrz =
        parsed({"I<UTOD23145890<7349<X12<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"});
    EXPECT_EQ(mrz.fields.document_number, "D23145890734");
    EXPECT_EQ(mrz.fields.optional_data, "X12");
}

TEST(MrzParser, DoesNotTakeOptionalDataForTheRestOfAShortNumber) {
    Mrz mrz = parsed(with(card, 1, 6, "D2314589<<ABC1<"));
    EXPECT_EQ(mrz.fields.document_number, "D2314589");
    EXPECT_EQ(mrz.fields.optional_data, "ABC1");
    EXPECT_FALSE(check_of(mrz, "document_number").is_ok);
}

TEST(MrzParser, ReadsBothOptionalFieldsOfACardOfThreeLines) {
    Mrz mrz = parsed(with(with(card, 1, 16, "AB<12"), 2, 19, "XY9"));
    EXPECT_EQ(mrz.fields.optional_data, "AB 12");
    EXPECT_EQ(mrz.fields.optional_data_2, "XY9");
}

TEST(MrzParser, ReadsTheGermanStateOfOneLetter) {
    Mrz mrz = parsed({"P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<", "C01X0006H1D<<6408125F1710319<<<<<<<<<<<<<<<0"});
    EXPECT_EQ(mrz.fields.issuing_state, "D");
    EXPECT_EQ(mrz.fields.nationality, "D");
    EXPECT_EQ(mrz.fields.surname, "MUSTERMANN");
    EXPECT_TRUE(mrz.is_valid());
    EXPECT_THAT(mrz.problems, IsEmpty());
}

TEST(MrzParser, AcceptsCodesThatAreNotOfIso3166) {
    for (const char* code : {"UTO", "XXA", "XXB", "XXC", "XXX", "XOM", "EUE", "UNO", "UNA", "UNK", "D<<", "RKS", "XPO",
                             "INP", "BDR", "SI<"}) {
        Mrz mrz = parsed(with(with(passport, 1, 3, code), 2, 11, code));
        EXPECT_TRUE(mrz.is_valid()) << code;
        EXPECT_THAT(mrz.problems, IsEmpty()) << code;
    }
}

TEST(MrzParser, AcceptsAnEmptyNationalityAndSaysSo) {
    Mrz mrz = parsed(with(passport, 2, 11, "<<<"));
    EXPECT_EQ(mrz.fields.nationality, "");
    EXPECT_TRUE(mrz.is_valid());
    EXPECT_THAT(mrz.problems, ElementsAre("line 2, column 11: no state or organisation"));
}

TEST(MrzParser, SaysThatAStateHasDigits) {
    EXPECT_THAT(parsed(with(passport, 2, 11, "132")).problems, ElementsAre(HasSubstr("letters only")));
}

TEST(MrzParser, AcceptsEveryKindOfDocumentCode) {
    for (const char* code : {"P<", "PA", "PD", "PS", "PO", "PT", "PP"}) {
        Mrz mrz = parsed(with(passport, 1, 1, code));
        EXPECT_EQ(mrz.format, MrzFormat::td3) << code;
        EXPECT_THAT(mrz.problems, IsEmpty()) << code;
    }
    for (const char* code : {"IP", "ID", "I<", "AC", "C<", "A<"})
        EXPECT_THAT(parsed(with(card, 1, 1, code)).problems, IsEmpty()) << code;
    EXPECT_EQ(parsed(with(card, 1, 1, "AC")).fields.document_code, "AC");
    EXPECT_THAT(parsed(with(passport, 1, 1, "IP")).problems, ElementsAre(HasSubstr("starts with P")));
    EXPECT_THAT(parsed(with(card, 1, 1, "P<")).problems, ElementsAre(HasSubstr("A, C or I")));
}

TEST(MrzParser, ReadsTheSexAndTakesAFillerForUnspecified) {
    EXPECT_EQ(parsed(with(passport, 2, 21, "M")).fields.sex, Sex::male);
    EXPECT_EQ(parsed(with(passport, 2, 21, "F")).fields.sex, Sex::female);
    Mrz filler = parsed(with(passport, 2, 21, "<"));
    EXPECT_EQ(filler.fields.sex, Sex::unspecified);
    EXPECT_THAT(filler.problems, IsEmpty());
    Mrz other = parsed(with(passport, 2, 21, "X"));
    EXPECT_EQ(other.fields.sex, Sex::unspecified);
    EXPECT_THAT(other.problems, ElementsAre(HasSubstr("column 21")));
}

TEST(MrzParser, KeepsALetterOInsideANumber) {
    Mrz mrz = parsed(with(passport, 2, 1, "LO98902C3"));
    EXPECT_EQ(mrz.fields.document_number, "LO98902C3");
    EXPECT_FALSE(mrz.is_valid());
}

TEST(MrzParser, IgnoresBlanksAroundTheLines) {
    EXPECT_TRUE(parsed({"  " + passport[0] + " \t", passport[1] + "\r\n"}).is_valid());
}

TEST(MrzParser, RejectsALineWithLowercaseAndNamesThePlace) {
    EXPECT_EQ(refusal(with(passport, 2, 4, "a")), "line 2, column 4: 'a' is none of A to Z, 0 to 9 and <");
}

TEST(MrzParser, RejectsLookAlikesOfOtherScriptsAndNamesTheCodePoint) {
    Lines cyrillic = passport;
    cyrillic[0].replace(5, 1, "\xD0\x95");  // U+0415 looks like E
    EXPECT_THAT(refusal(cyrillic), HasSubstr("line 1, column 6: U+0415"));
    Lines wide = passport;
    wide[1].replace(0, 1, "\xEF\xBC\xAC");  // full-width L
    EXPECT_THAT(refusal(wide), HasSubstr("line 2, column 1: U+FF2C"));
    Lines quote = passport;
    quote[0].replace(43, 1, "\xE2\x80\xB9");  // the quotation mark that looks like a filler
    EXPECT_THAT(refusal(quote), HasSubstr("line 1, column 44: U+2039"));
}

TEST(MrzParser, RejectsBytesThatAreNoTextWithoutPassingThemOn) {
    EXPECT_THAT(refusal(with(passport, 1, 1, "\xFF")), HasSubstr("byte 0xFF"));
    EXPECT_THAT(refusal(with(passport, 1, 2, "\x1B")), HasSubstr("byte 0x1B"));
    EXPECT_THAT(refusal(with(passport, 1, 44, "\xE2")), HasSubstr("byte 0xE2"));
    EXPECT_THAT(refusal(with(passport, 1, 3, std::string(1, '\0'))), HasSubstr("byte 0x00"));
    EXPECT_THAT(refusal(with(passport, 1, 3, " ")), HasSubstr("column 3: ' '"));
}

TEST(MrzParser, SaysHowManyLinesAndCharactersAreAllowed) {
    EXPECT_THAT(refusal({}), HasSubstr("0 lines; an MRZ has 2 or 3"));
    EXPECT_THAT(refusal({passport[0]}), HasSubstr("1 line; an MRZ has 2 or 3"));
    EXPECT_THAT(refusal({card[0], card[1], card[2], card[2]}), HasSubstr("4 lines"));
    EXPECT_THAT(refusal({card[0], card[1]}), HasSubstr("line 1 has 30 characters; an MRZ of 2 lines has 44"));
    EXPECT_THAT(refusal({passport[0], passport[1], passport[1]}), HasSubstr("an MRZ of 3 lines has 30"));
    EXPECT_THAT(refusal({passport[0], small_card[1]}), HasSubstr("line 2 has 36 characters, the first one 44"));
    EXPECT_THAT(refusal({"", ""}), HasSubstr("line 1 has 0 characters"));
}

TEST(MrzParser, RejectsTenMegabytesOfFillers) {
    std::string endless(10'000'000, '<');
    EXPECT_THAT(refusal({endless, endless}), HasSubstr("line 1 has 10000000 characters"));
    EXPECT_THAT(refusal(Lines(1'000'000, "<")), HasSubstr("1000000 lines"));
}

TEST(MrzParser, ReadsAnythingOfTheRightShapeWithoutFailing) {
    for (char c : std::string("<0A9Z")) {
        Lines lines(2, std::string(44, c));
        EXPECT_TRUE(parse_mrz(lines, today).has_value());
        EXPECT_TRUE(parse_mrz(Lines(3, std::string(30, c)), today).has_value());
        EXPECT_TRUE(parse_mrz(Lines(2, std::string(36, c)), today).has_value());
    }
}

TEST(MrzCheckDigit, FollowsTheWeightsSevenThreeOne) {
    EXPECT_EQ(mrz_check_digit("520727"), '3');
    EXPECT_EQ(mrz_check_digit("AB2134<<<"), '5');
    EXPECT_EQ(mrz_check_digit("L898902C3"), '6');
    EXPECT_EQ(mrz_check_digit(""), '0');
    EXPECT_EQ(mrz_check_digit("<<<<<<"), '0');
}

TEST(MrzCheckDigit, HasNoneForOtherCharacters) {
    EXPECT_EQ(mrz_check_digit("ab"), std::nullopt);
    EXPECT_EQ(mrz_check_digit("12 3"), std::nullopt);
    EXPECT_EQ(mrz_check_digit("\xD0\x95"), std::nullopt);
}

TEST(MrzFormat, HasTheNamesOfDoc9303) {
    EXPECT_EQ(name_of(MrzFormat::td1), "TD1");
    EXPECT_EQ(name_of(MrzFormat::td2), "TD2");
    EXPECT_EQ(name_of(MrzFormat::td3), "TD3");
    EXPECT_EQ(name_of(MrzFormat::mrv_a), "MRV-A");
    EXPECT_EQ(name_of(MrzFormat::mrv_b), "MRV-B");
}

}  // namespace
}  // namespace limner
