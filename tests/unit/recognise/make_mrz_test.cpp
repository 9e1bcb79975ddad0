#include "support/mrz_specimens.h"

#include <limner/recognise/make_mrz.h>
#include <limner/recognise/transliteration.h>

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using test::specimen::today;
using Lines = std::vector<std::string>;

MrzSource eriksson(MrzFormat format) {
    return {.format = format,
            .document_code = format == MrzFormat::td3 ? "P" : "I",
            .issuing_state = "UTO",
            .surname = "Eriksson",
            .given_names = "Anna Maria",
            .document_number = format == MrzFormat::td3 ? "L898902C3" : "D23145890",
            .nationality = "UTO",
            .birth_date = "740812",
            .sex = Sex::female,
            .expiry_date = "120415"};
}

TEST(MakeMrz, PrintsTheSpecimensOfDoc9303) {
    MrzSource passport = eriksson(MrzFormat::td3);
    passport.optional_data = "ZE184226B";
    EXPECT_EQ(make_mrz(passport).value(),
              (Lines{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"}));
    EXPECT_EQ(
        make_mrz(eriksson(MrzFormat::td1)).value(),
        (Lines{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"}));
    EXPECT_EQ(make_mrz(eriksson(MrzFormat::td2)).value(),
              (Lines{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"}));
}

TEST(MakeMrz, PrintsWhatTheParserReadsBackInEveryFormat) {
    for (MrzFormat format : {MrzFormat::td1, MrzFormat::td2, MrzFormat::td3, MrzFormat::mrv_a, MrzFormat::mrv_b}) {
        MrzSource source = eriksson(format);
        if (format == MrzFormat::mrv_a || format == MrzFormat::mrv_b) source.document_code = "V";
        source.optional_data = "A1B2";
        source.birth_date = "74<<<<";
        auto lines = make_mrz(source);
        ASSERT_TRUE(lines) << lines.error().message;
        auto mrz = parse_mrz(*lines, today);
        ASSERT_TRUE(mrz) << mrz.error().message;
        EXPECT_EQ(mrz->format, format);
        EXPECT_TRUE(mrz->is_valid()) << lines->back();
        EXPECT_TRUE(mrz->problems.empty()) << mrz->problems.front();
        EXPECT_EQ(mrz->fields.optional_data, "A1B2");
        EXPECT_EQ(mrz->fields.birth_date.text(), "1974-XX-XX");
    }
}

TEST(MakeMrz, ContinuesALongNumberInTheOptionalData) {
    for (MrzFormat format : {MrzFormat::td1, MrzFormat::td2}) {
        MrzSource source = eriksson(format);
        source.document_number = "D23145890734";
        auto mrz = parse_mrz(make_mrz(source).value(), today);
        ASSERT_TRUE(mrz);
        EXPECT_EQ(mrz->fields.document_number, "D23145890734");
        EXPECT_TRUE(mrz->is_valid());
    }
    MrzSource passport = eriksson(MrzFormat::td3);
    passport.document_number = "D23145890734";
    auto refused = make_mrz(passport);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "document number: 12 characters, 9 at most");
}

// Doc 9303 part 5, 4.2.3: "one or more name components truncated to initials".
TEST(MakeMrz, ShortensLongNamesFromTheLastComponentOn) {
    MrzSource source = eriksson(MrzFormat::td1);
    source.surname = "Nilavadhanananda";
    source.given_names = "Chayapa Dejthamrong Krasuang";
    EXPECT_EQ(make_mrz(source).value().back(), "NILAVADHANANANDA<<CHAYAPA<DE<K");
    source.format = MrzFormat::td2;
    EXPECT_EQ(make_mrz(source).value().front(), "I<UTONILAVADHANANANDA<<CHAYAPA<DEJ<K");
    source.surname = "Bennelong Wooloomooloo Warrandyte Warnambool";
    source.given_names = "Dingo Potoroo";
    auto mrz = parse_mrz(make_mrz(source).value(), today);
    ASSERT_TRUE(mrz);
    EXPECT_TRUE(mrz->fields.is_name_truncated);
    EXPECT_EQ(mrz->fields.surname, "BENNELONG WOOLOOMOOLOO W W");
    EXPECT_EQ(mrz->fields.given_names, "D P");
}

TEST(MakeMrz, SaysWhichFieldCannotBePrinted) {
    auto error_of = [](auto change) {
        MrzSource source = eriksson(MrzFormat::td3);
        change(source);
        auto lines = make_mrz(source);
        return lines ? std::string("none") : lines.error().message;
    };
    EXPECT_EQ(error_of([](MrzSource& s) { s.surname = ""; }), "surname: is empty; a single name is a surname");
    EXPECT_EQ(error_of([](MrzSource& s) { s.given_names = "Anna 2"; }),
              "given names: character 6: U+0032 has no transliteration in Doc 9303");
    EXPECT_EQ(error_of([](MrzSource& s) { s.birth_date = "1974-8"; }), "birth date: is not YYMMDD");
    EXPECT_EQ(error_of([](MrzSource& s) { s.document_number = "l898902c3"; }),
              "document number: only A to Z, 0 to 9 and < can be printed");
    EXPECT_EQ(error_of([](MrzSource& s) { s.optional_data_2 = "A"; }), "second optional data: only TD1 has it");
    EXPECT_EQ(error_of([](MrzSource& s) { s.format = MrzFormat::fra_id; }),
              "format: only those of Doc 9303 can be made");
}

TEST(Transliteration, FollowsTheTablesOfDoc9303) {
    EXPECT_EQ(transliterate("O\u2019Connor").value(), "OCONNOR");
    EXPECT_EQ(transliterate("M\u00fcller-L\u00fcdenscheidt").value(), "MUELLER<LUEDENSCHEIDT");
    EXPECT_EQ(transliterate("Stra\u00dfe").value(), "STRASSE");
    EXPECT_EQ(transliterate("\u0141ukasz \u017b\u00f3\u0142\u0107").value(), "LUKASZ<ZOLC");
    EXPECT_EQ(transliterate("e\u0301milie").value(), "EMILIE");
    EXPECT_EQ(transliterate("\u0429\u0435\u0440\u0431\u0430\u043a\u043e\u0432").value(), "SHCHERBAKOV");
    EXPECT_EQ(transliterate("\u0645\u062d\u0645\u062f").value(), "MXHMD");
    EXPECT_EQ(transliterate("  Anna   Maria ").value(), "ANNA<MARIA");
}

TEST(Transliteration, NamesWhatItCannotPrint) {
    EXPECT_EQ(transliterate("Li \u674e").error().message, "character 4: U+674E has no transliteration in Doc 9303");
    EXPECT_EQ(transliterate("A\xff").error().message, "character 2 is no UTF-8");
    EXPECT_EQ(transliterate("A\xe2\x82").error().message, "character 2 is no UTF-8");
}

TEST(Transliteration, AcceptsEveryAllowedVariantAndNoOther) {
    EXPECT_TRUE(is_transliteration("M\u00fcller", "MUELLER<<<"));
    EXPECT_TRUE(is_transliteration("M\u00fcller", "MULLER"));
    EXPECT_TRUE(is_transliteration("M\u00fcller", "MUXXLLER"));
    EXPECT_FALSE(is_transliteration("M\u00fcller", "MOLLER"));
    EXPECT_TRUE(is_transliteration("\u00c5se \u00d8sterg\u00e5rd", "AASE<OESTERGARD"));
    EXPECT_FALSE(is_transliteration("M\u00fcller", "MUEL"));
    EXPECT_TRUE(is_transliteration("M\u00fcller", "MUEL", true));
    EXPECT_TRUE(is_transliteration("M\u00fcller", "MU", true));
    EXPECT_FALSE(is_transliteration("\u674e", "LI"));
    EXPECT_FALSE(is_transliteration("", ""));
}

TEST(Transliteration, ReadsArabicBackwards) {
    for (const char* name : {"\u0645\u062d\u0645\u062f", "\u062e\u0627\u0644\u062f \u0634\u064a\u062e"})
        EXPECT_EQ(arabic_of(transliterate(name).value()).value(), name);
    EXPECT_EQ(arabic_of("MX").error().message, "character 2 starts no Arabic letter");
}

}  // namespace
}  // namespace limner
