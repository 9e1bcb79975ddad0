#include <limner/recognise/aamva.h>

#include "support/barcode_painter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Aamva, TakesALicencesPayloadApart) {
    const auto document = parse_aamva(test::licence_payload());
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->issuer, "636000");
    EXPECT_EQ(document->version, 10);
    EXPECT_EQ(document->family_name, "SPECIMEN");
    EXPECT_EQ(document->given_names, "ANNA MARIA");
    EXPECT_FALSE(document->is_name_truncated);
    EXPECT_EQ(document->document_number, "D1234567");
    EXPECT_EQ(document->birth_date, 1974y / 8 / 12);
    EXPECT_EQ(document->issue_date, 2021y / 3 / 15);
    EXPECT_EQ(document->expiry_date, 2029y / 8 / 12);
    EXPECT_EQ(document->sex, Sex::female);
    EXPECT_EQ(document->postal_code, "222220000");
    EXPECT_EQ(document->elements.at("ZVA"), "01");
}

TEST(Aamva, FindsASubfileWhoseOffsetIsWrong) {
    std::string payload = test::licence_payload();
    payload.replace(payload.find("DL0"), 6, "DL9999");
    const auto document = parse_aamva(payload);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->document_number, "D1234567");
}

TEST(Aamva, ReadsTheFirstEditionAndCanadasDates) {
    const auto first = parse_aamva("@\n\x1c\rAAMVA6360000101DL00290000DLDAAPUBLIC,JOHN,QUINCY\nDBB19850704\nDBC1\r");
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->version, 1);
    EXPECT_EQ(first->family_name, "PUBLIC");
    EXPECT_EQ(first->given_names, "JOHN QUINCY");
    EXPECT_EQ(first->birth_date, 1985y / 7 / 4);
    EXPECT_EQ(first->sex, Sex::male);
}

TEST(Aamva, LeavesOutADateThatIsNoneAndMarksTruncatedNames) {
    std::string payload = test::licence_payload();
    payload.replace(payload.find("DBB08121974"), 11, "DBB13121974");
    payload.replace(payload.find("DDEN"), 4, "DDET");
    const auto document = parse_aamva(payload);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->birth_date, std::nullopt);
    EXPECT_TRUE(document->is_name_truncated);
}

TEST(Aamva, SaysWhatIsMissing) {
    EXPECT_THAT(parse_aamva("https://example.org").error().message, HasSubstr("does not begin with '@'"));
    EXPECT_THAT(parse_aamva("").error().message, HasSubstr("does not begin with '@'"));
    EXPECT_THAT(parse_aamva("@\n\x1e\rANSI 63").error().message, HasSubstr("issuer number"));
    EXPECT_THAT(parse_aamva("@\n\x1e\rANSI 636000100099").error().message, HasSubstr("lists no subfile"));
    EXPECT_THAT(parse_aamva("@\n\x1e\rANSI 636000100001DL00310010").error().message, HasSubstr("no element"));
    EXPECT_THAT(parse_aamva(std::string(70'000, '@')).error().message, HasSubstr("larger than"));
}

}  // namespace
}  // namespace limner
