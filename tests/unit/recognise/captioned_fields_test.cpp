#include "recognise/captioned_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;

/// Print at ten pixels a millimetre: each entry is a word's text and the left and top of its box, in mm.
struct Print {
    std::string text;
    double x_mm, y_mm, height_mm = 2;
};

std::vector<LineOcr::Word> words_of(const std::vector<Print>& prints) {
    std::vector<LineOcr::Word> words;
    int line = 0;
    for (const Print& print : prints) {
        double x = print.x_mm;
        ++line;
        for (std::size_t at = 0; at < print.text.size();) {
            const std::size_t end = std::min(print.text.find(' ', at), print.text.size());
            const double width = 0.7 * print.height_mm * double(end - at);
            words.push_back(
                {print.text.substr(at, end - at),
                 {cvRound(10 * x), cvRound(10 * print.y_mm), cvRound(10 * width), cvRound(10 * print.height_mm)},
                 0.9,
                 line});
            x += width + 0.5 * print.height_mm;
            at = end + 1;
        }
    }
    return words;
}

const DocumentLayout& passport() {
    static const DocumentLayout layout = *std::ranges::find(builtin_layouts(), "passport", &DocumentLayout::name);
    return layout;
}

Mrz eriksson() {
    return *parse_mrz({"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"},
                      2010y / 1 / 1);
}

std::string value(const std::vector<Print>& prints, std::string_view name) {
    const Mrz mrz = eriksson();
    const auto fields = CaptionedFields(passport(), words_of(prints), 10, mrz, 2010).fields();
    const auto at = std::ranges::find(fields, name, &DocumentField::name);
    return at == fields.end() ? "-" : at->value;
}

TEST(CaptionedFields, StandUnderTheirCaptionsWhateverLanguageTheseHave) {
    const std::vector<Print> page{
        {"Nom/ Surname", 45, 10, 1.3}, {"ERIKSSON", 45, 12}, {"Prénoms", 45, 20, 1.3}, {"ANNA MARIA", 45, 22}};
    EXPECT_EQ(value(page, "surname"), "ERIKSSON");
    EXPECT_EQ(value(page, "given_names"), "ANNA MARIA");
    EXPECT_EQ(value(page, "birth_date"), "") << "not printed here";
    EXPECT_EQ(value(page, "issue_date"), "-") << "optional";
}

TEST(CaptionedFields, AreToldApartWhereTwoCaptionsShareARow) {
    const std::vector<Print> page{
        {"Sex", 45, 10, 1.3},      {"Place of birth", 60, 10, 1.3}, {"F", 45, 12},
        {"ZENITH", 60, 12},        {"Date of issue", 45, 20, 1.3},  {"Date of expiry", 80, 20, 1.3},
        {"16 APR/AVR 07", 45, 22}, {"15 APR/AVR 12", 80, 22}};
    EXPECT_EQ(value(page, "sex"), "F");
    EXPECT_EQ(value(page, "birth_place"), "ZENITH");
    EXPECT_EQ(value(page, "issue_date"), "2007-04-16");
    EXPECT_EQ(value(page, "expiry_date"), "2012-04-15");
}

TEST(CaptionedFields, MayHaveACaptionThatIsReadWithMistakes) {
    EXPECT_EQ(value({{"Date of birlh", 45, 10, 1.3}, {"12 AUG 74", 45, 12}}, "birth_date"), "1974-08-12");
    EXPECT_EQ(value({{"Sumame", 45, 10, 1.3}, {"LINDQVIST", 45, 12}}, "surname"), "LINDQVIST");
}

TEST(CaptionedFields, AreLookedForByTheMrzWhereTheCaptionCannotBeRead) {
    const std::vector<Print> page{{"xq vw", 45, 10, 1.3},
                                  {"ERIKSSON", 45, 12},
                                  {"L898902C3", 90, 12},
                                  {"12.08.1974", 45, 30},
                                  {"LINDQVIST", 45, 40}};
    EXPECT_EQ(value(page, "surname"), "ERIKSSON");
    EXPECT_EQ(value(page, "document_number"), "L898902C3");
    EXPECT_EQ(value(page, "birth_date"), "1974-08-12");
    EXPECT_EQ(value(page, "given_names"), "") << "nothing on the page is the MRZ's";
}

TEST(CaptionedFields, KeepWhatStandsUnderACaptionThoughTheMrzSaysOtherwise) {
    const std::vector<Print> page{{"Passport No", 90, 10, 1.3},
                                  {"L898902X3", 90, 12},
                                  {"Surname", 45, 10, 1.3},
                                  {"LINDQVIST", 45, 12},
                                  {"ERIKSSON", 45, 50}};
    EXPECT_EQ(value(page, "document_number"), "L898902X3");
    EXPECT_EQ(value(page, "surname"), "LINDQVIST");
}

TEST(CaptionedFields, AreNotTwoFieldsAtOnce) {
    const std::vector<Print> page{{"Surname", 45, 10, 1.3}, {"ERIKSSON", 45, 12}, {"Given names", 45, 8.4, 1.3}};
    EXPECT_EQ(value(page, "surname"), "ERIKSSON");
    EXPECT_EQ(value(page, "given_names"), "");
}

TEST(CaptionedFields, AreDatesThoughGapsPartThem) {
    EXPECT_EQ(value({{"Date of birth", 45, 10, 1.3}, {"12 AUG /AOUT", 45, 12}, {"74", 65, 12}}, "birth_date"),
              "1974-08-12");
}

TEST(CaptionedFields, StandBesideTheirCaptionsWhereNothingStandsUnder) {
    EXPECT_EQ(value({{"Date of birth:", 45, 10}, {"12 08 1974", 72, 10}}, "birth_date"), "1974-08-12");
}

TEST(CaptionedFields, AreNotFoundOnAnEmptyPage) {
    EXPECT_EQ(value({}, "surname"), "");
    const Mrz mrz = eriksson();
    EXPECT_TRUE(CaptionedFields(passport(), {}, 10, mrz, 2010).signature_boxes().empty());
}

}  // namespace
}  // namespace limner
