#include "recognise/mrz_name.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

TEST(MrzName, PartsTheIdentifiersAtTheDoubleFiller) {
    MrzName name = parse_mrz_name("VAN<DER<MUELLEN<<MARTIN<<<<<<<");
    EXPECT_EQ(name.primary, "VAN DER MUELLEN");
    EXPECT_EQ(name.secondary, "MARTIN");
    EXPECT_FALSE(name.is_truncated);
    EXPECT_TRUE(name.is_regular);
}

TEST(MrzName, HasNoSecondaryIdentifierForASingleName) {
    MrzName name = parse_mrz_name("SATRIYA<SUDARPA<<<<<<<<<<<<<<<");
    EXPECT_EQ(name.primary, "SATRIYA SUDARPA");
    EXPECT_EQ(name.secondary, "");
    EXPECT_TRUE(name.is_regular);
}

TEST(MrzName, IsTruncatedWhereItFillsItsField) {
    MrzName name = parse_mrz_name("NILAVADHANANANDA<<CHAYAPA<DE<K");
    EXPECT_TRUE(name.is_truncated);
    EXPECT_EQ(name.secondary, "CHAYAPA DE K");
    MrzName primary_only = parse_mrz_name("BENNELONG<WOOLOOMOOLOO<WARRAND");
    EXPECT_TRUE(primary_only.is_truncated);
    EXPECT_EQ(primary_only.secondary, "");
}

TEST(MrzName, ReadsIrregularNamesAndSaysSo) {
    MrzName leading = parse_mrz_name("<<ANNA<MARIA<<<<<<<<<<<<<<<<<<");
    EXPECT_EQ(leading.primary, "");
    EXPECT_EQ(leading.secondary, "ANNA MARIA");
    EXPECT_FALSE(leading.is_regular);
    MrzName third = parse_mrz_name("LIM<<MEI<<HUA<<<");
    EXPECT_EQ(third.secondary, "MEI HUA");
    EXPECT_FALSE(third.is_regular);
    EXPECT_FALSE(parse_mrz_name("ER1KSSON<<ANNA<").is_regular);
}

TEST(MrzName, IsEmptyForFillersOnly) {
    MrzName name = parse_mrz_name("<<<<<<");
    EXPECT_EQ(name.primary + name.secondary, "");
    EXPECT_FALSE(name.is_truncated);
    EXPECT_EQ(parse_mrz_name("").primary, "");
}

}  // namespace
}  // namespace limner
