#include <limner/recognise/nik.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

using testing::HasSubstr;

TEST(Nik, SaysWhereWhenAndAsWhatItWasRegistered) {
    const auto nik = parse_nik("3171 2352 0874 0001");
    ASSERT_TRUE(nik) << nik.error().message;
    EXPECT_EQ(nik->region_code, "317123");
    EXPECT_EQ(nik->province, "DKI Jakarta");
    EXPECT_EQ(nik->day, 12);
    EXPECT_EQ(nik->month, 8);
    EXPECT_EQ(nik->year_of_century, 74);
    EXPECT_EQ(nik->sex, Sex::female);
    EXPECT_EQ(nik->serial, 1);
}

TEST(Nik, DiffersFromWhatIsPrintedWithoutBeingWrong) {
    const auto nik = parse_nik("3171235208740001");
    EXPECT_EQ(compare_birth_date(*nik, "1974-08-12"), Agreement::same);
    EXPECT_EQ(compare_birth_date(*nik, "1974-08-13"), Agreement::different);
    EXPECT_EQ(compare_birth_date(*nik, "1974-XX-XX"), Agreement::truncated);
    EXPECT_EQ(compare_birth_date(*nik, "XXXX-XX-XX"), Agreement::unreadable);
    EXPECT_EQ(compare_birth_date(*nik, ""), Agreement::unreadable);
    EXPECT_EQ(compare_sex(*nik, "F"), Agreement::same);
    EXPECT_EQ(compare_sex(*nik, "M"), Agreement::different);
    EXPECT_EQ(compare_sex(*nik, "X"), Agreement::unreadable);
}

TEST(Nik, OfAnUnknownRegionHasNoProvinceAndIsNoError) {
    const auto nik = parse_nik("0171231208740001");
    ASSERT_TRUE(nik);
    EXPECT_EQ(nik->province, "");
}

TEST(Nik, IsRefusedWithTheReason) {
    EXPECT_THAT(parse_nik("317123").error().message, HasSubstr("6 digits instead of 16"));
    EXPECT_THAT(parse_nik("31712352087400011").error().message, HasSubstr("more than 16"));
    EXPECT_THAT(parse_nik("317123520874000I").error().message, HasSubstr("no digit"));
    EXPECT_THAT(parse_nik("3171233508740001").error().message, HasSubstr("day outside"));
    EXPECT_THAT(parse_nik("3171231213740001").error().message, HasSubstr("month outside"));
    EXPECT_THAT(parse_nik("").error().message, HasSubstr("0 digits"));
}

}  // namespace
}  // namespace limner
