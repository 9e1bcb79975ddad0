#include <limner/check/subject.h>

#include "check/subject_text.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace limner {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

year_month_day date(int y, unsigned m, unsigned d) { return {year(y), month(m), day(d)}; }

std::string message_of(std::string_view json) {
    auto subject = parse_subject(json, "subject.json");
    if (subject) return "";
    EXPECT_EQ(subject.error().code, ErrorCode::invalid_setup);
    return subject.error().message;
}

TEST(Finger, HasANameForEachPositionOfTheStandardAndBack) {
    for (int value = 0; value <= 10; ++value) {
        auto finger = static_cast<Finger>(value);
        EXPECT_EQ(finger_from(name_of(finger)), finger);
    }
    EXPECT_EQ(name_of(Finger::left_little), "left_little");
    EXPECT_EQ(name_of(static_cast<Finger>(11)), "unknown");
    EXPECT_FALSE(finger_from("left_toe").has_value());
    EXPECT_FALSE(finger_from("").has_value());
}

TEST(SubjectAge, CountsWholeYears) {
    Subject subject{.birth_date = date(2000, 6, 15)};
    EXPECT_EQ(subject.age_at(date(2018, 6, 14)), 17);
    EXPECT_EQ(subject.age_at(date(2018, 6, 15)), 18);
    EXPECT_EQ(subject.age_at(date(2000, 6, 15)), 0);
}

TEST(SubjectAge, TurnsOnTheFirstOfMarchForAChildOfALeapDay) {
    Subject subject{.birth_date = date(2004, 2, 29)};
    EXPECT_EQ(subject.age_at(date(2005, 2, 28)), 0);
    EXPECT_EQ(subject.age_at(date(2005, 3, 1)), 1);
}

TEST(SubjectAge, IsUnknownWithoutABirthDateBeforeBirthAndForImpossibleDates) {
    EXPECT_FALSE(Subject{}.age_at(date(2020, 1, 1)).has_value());
    Subject subject{.birth_date = date(2000, 6, 15)};
    EXPECT_FALSE(subject.age_at(date(1999, 1, 1)).has_value());
    EXPECT_FALSE(subject.age_at(date(2020, 2, 30)).has_value());
    subject.birth_date = date(2001, 2, 29);
    EXPECT_FALSE(subject.age_at(date(2020, 1, 1)).has_value());
}

TEST(SubjectFile, HoldsWhatIsKnownOfAPerson) {
    auto subject = parse_subject(R"({"birth_date":"1999-12-31","exceptions":["tremor","medical_glasses"],
                                     "fingers":{"left_ring":"missing","right_thumb":"bandaged"}})",
                                 "subject.json");
    ASSERT_TRUE(subject) << subject.error().message;
    EXPECT_EQ(subject->birth_date, date(1999, 12, 31));
    EXPECT_EQ(subject->exceptions.size(), 2U);
    EXPECT_TRUE(subject->exceptions.contains(PortraitException::tremor));
    EXPECT_EQ(subject->fingers.at(Finger::left_ring), FingerState::missing);
    EXPECT_EQ(subject->fingers.at(Finger::right_thumb), FingerState::bandaged);
}

TEST(SubjectFile, MayKnowNothing) { EXPECT_TRUE(parse_subject("{}", "subject.json")); }

TEST(SubjectFile, NamesTheMemberAndWhatIsAllowed) {
    EXPECT_THAT(message_of(R"({"height":3})"), HasSubstr("birth_date, exceptions, fingers"));
    EXPECT_THAT(message_of(R"({"exceptions":["tremor","hat"]})"),
                AllOf(HasSubstr("subject.json: exceptions[1]"), HasSubstr("religious_head_covering")));
    EXPECT_THAT(message_of(R"({"exceptions":"tremor"})"), HasSubstr("exceptions"));
    EXPECT_THAT(message_of(R"({"exceptions":[1]})"), HasSubstr("exceptions[0]"));
    EXPECT_THAT(message_of(R"({"fingers":{"left_toe":"missing"}})"), HasSubstr("left_little"));
    EXPECT_THAT(message_of(R"({"fingers":{"unknown":"missing"}})"), HasSubstr("left_little"));
    EXPECT_THAT(message_of(R"({"fingers":{"left_ring":"gone"}})"),
                AllOf(HasSubstr("fingers.left_ring"), HasSubstr("missing, bandaged, worn")));
    EXPECT_THAT(message_of(R"({"fingers":[]})"), HasSubstr("fingers"));
}

TEST(SubjectFile, WantsADateOfTheCalendar) {
    for (const std::string value : {"\"2001-02-29\"", "\"01-02-2001\"", "\"2001-2-3\"", "\"2001-02-03T00\"", "20010203",
                                    "null", "\"\"", "\"-001-02-03\"", "\"+001-02-03\""})
        EXPECT_THAT(message_of(R"({"birth_date":)" + value + "}"), HasSubstr("YYYY-MM-DD")) << value;
}

TEST(SubjectFile, RepeatsNoPersonalDataInAMessage) {
    EXPECT_THAT(message_of(R"({"birth_date":"31 December 1999"})"), Not(HasSubstr("1999")));
}

TEST(SubjectFile, IsStrictJson) {
    for (const std::string json :
         {"", "[]", "3", "{", "{}x", R"({"birth_date":"1999-12-31",})", "\xff\xfe{}",
          R"({"exceptions":[],"exceptions":[]})", R"({"fingers":{"a":{"b":{"c":1}}}})", R"({"exceptions":["\u0000"]})"})
        EXPECT_NE(message_of(json), "") << json;
}

TEST(SubjectFile, SurvivesDeepNesting) {
    EXPECT_THAT(message_of(R"({"exceptions":)" + std::string(60'000, '[')), HasSubstr("too deep"));
    std::string objects;
    for (int i = 0; i < 10'000; ++i) objects += R"({"a":)";
    EXPECT_NE(message_of(objects), "");
}

TEST(ReadSubject, NamesTheFileThatItCannotRead) {
    auto missing = read_subject("/no/such/subject.json");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::file_missing);
    EXPECT_THAT(missing.error().message, HasSubstr("/no/such/subject.json"));
    EXPECT_EQ(read_subject("/").error().code, ErrorCode::unreadable_file);
}

TEST(ReadSubject, RefusesAFileThatIsTooLarge) {
    test::TemporaryFolder folder;
    auto large = folder.write("large.json", "{" + std::string(70'000, ' ') + "}");
    EXPECT_EQ(read_subject(large).error().code, ErrorCode::unreadable_file);
    EXPECT_TRUE(read_subject(folder.write("small.json", R"({"birth_date":"1999-12-31"})")));
}

}  // namespace
}  // namespace limner
