#include "support/mrz_specimens.h"

#include "recognise/mrz_date.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using test::specimen::today;

std::string birth(std::string_view printed, std::chrono::year_month_day day = today) {
    MrzDate date = parse_birth_date(printed, day);
    return date.is_readable ? date.text() : "unreadable";
}

std::string expiry(std::string_view printed, std::chrono::year_month_day day = today) {
    MrzDate date = parse_expiry_date(printed, day);
    return date.is_readable ? date.text() : "unreadable";
}

TEST(MrzBirthDate, IsTheLatestThatIsNotAfterToday) {
    EXPECT_EQ(birth("740812"), "1974-08-12");
    EXPECT_EQ(birth("000101"), "2000-01-01");
    EXPECT_EQ(birth("260315"), "2026-03-15");
    EXPECT_EQ(birth("260316"), "1926-03-16");
    EXPECT_EQ(birth("270101"), "1927-01-01");
    EXPECT_EQ(birth("991231", 1999y / 12 / 31), "1999-12-31");
}

TEST(MrzBirthDate, SkipsACenturyInWhichTheDayDoesNotExist) {
    EXPECT_EQ(birth("000229", 2100y / 3 / 1), "2000-02-29");
    EXPECT_EQ(birth("250229"), "unreadable");
}

TEST(MrzExpiryDate, IsTheNearestToToday) {
    EXPECT_EQ(expiry("120415"), "2012-04-15");
    EXPECT_EQ(expiry("360101"), "2036-01-01");
    EXPECT_EQ(expiry("941210"), "1994-12-10");
    EXPECT_EQ(expiry("760101"), "2076-01-01");
    EXPECT_EQ(expiry("761231"), "1976-12-31");
    EXPECT_EQ(expiry("050101", 1998y / 1 / 1), "2005-01-01");
}

TEST(MrzDate, ShowsPartsThatTheIssuerDoesNotKnowAsXX) {
    EXPECT_EQ(birth("74<<<<"), "1974-XX-XX");
    EXPECT_EQ(birth("7408<<"), "1974-08-XX");
    EXPECT_EQ(birth("74<<12"), "1974-XX-12");
    EXPECT_EQ(birth("<<0229"), "XXXX-02-29");
    EXPECT_EQ(birth("<<<<<<"), "XXXX-XX-XX");
    EXPECT_EQ(expiry("<<<<<<"), "XXXX-XX-XX");
}

TEST(MrzDate, TakesTheEarliestPossibleDayForTheCentury) {
    EXPECT_EQ(birth("26<<<<"), "2026-XX-XX");
    EXPECT_EQ(birth("2603<<"), "2026-03-XX");
    EXPECT_EQ(birth("2604<<"), "1926-04-XX");
}

TEST(MrzDate, IsUnreadableWhereItIsNoDate) {
    for (const char* printed : {"741301", "740001", "740800", "740832", "740431", "7A0812", "74081O", "<40812",
                                "7408<2", "<<0230", "<<<<32", "<<13<<"}) {
        MrzDate date = parse_birth_date(printed, today);
        EXPECT_FALSE(date.is_readable) << printed;
        EXPECT_FALSE(date.year || date.month || date.day) << printed;
        EXPECT_EQ(date.printed, printed);
        EXPECT_EQ(date.text(), "XXXX-XX-XX") << printed;
    }
}

TEST(MrzDate, SurvivesAnyDayOfReading) {
    for (auto day : {std::chrono::year{-32767} / 1 / 1, std::chrono::year{32767} / 12 / 31, 0y / 0 / 0}) {
        EXPECT_FALSE(birth("740812", day).empty());
        EXPECT_FALSE(expiry("740812", day).empty());
    }
}

TEST(Today, IsADate) { EXPECT_TRUE(today_utc().ok()); }

}  // namespace
}  // namespace limner
