#include "check/judge.h"

#include <gtest/gtest.h>

#include <limits>

namespace limner {
namespace {

const Requirement sharp{"sharpness", "a clause", {0.5, 0.9}, true};
const Advice advice{{"too low", "terlalu rendah"}, {"too high", "terlalu tinggi"}, {"unknown", "tidak diketahui"}};

TEST(Judge, PassesAValueInsideTheLimitsWithoutAdvice) {
    Finding finding = judge(sharp, {0.7, 80}, advice);
    EXPECT_EQ(finding.verdict, FindingVerdict::pass);
    EXPECT_EQ(finding.requirement, "sharpness");
    EXPECT_EQ(finding.clause, "a clause");
    EXPECT_EQ(finding.raw, 0.7);
    EXPECT_EQ(finding.quality, 80);
    EXPECT_TRUE(finding.text.en.empty());
}

TEST(Judge, PassesAValueOnEitherLimit) {
    EXPECT_EQ(judge(sharp, {0.5, {}}, advice).verdict, FindingVerdict::pass);
    EXPECT_EQ(judge(sharp, {0.9, {}}, advice).verdict, FindingVerdict::pass);
}

TEST(Judge, AdvisesByTheSideOnWhichTheValueLeftTheLimits) {
    EXPECT_EQ(judge(sharp, {0.4, {}}, advice).text.id, "terlalu rendah");
    EXPECT_EQ(judge(sharp, {1.0, {}}, advice).text.en, "too high");
}

TEST(Judge, UsesTheOtherSidesAdviceWhereOneIsEmpty) {
    EXPECT_EQ(judge(sharp, {1.0, {}}, {.below = {"low", "rendah"}}).text.en, "low");
}

TEST(Judge, NeverFailsWithoutSayingSomething) { EXPECT_FALSE(judge(sharp, {1.0, {}}, {}).text.id.empty()); }

TEST(Judge, DoesNotAssessAnAbsentOrInfiniteValue) {
    for (std::optional<double> raw : {std::optional<double>{}, std::optional(std::numeric_limits<double>::quiet_NaN()),
                                      std::optional(std::numeric_limits<double>::infinity())}) {
        Finding finding = judge(sharp, {raw, 50}, advice);
        EXPECT_EQ(finding.verdict, FindingVerdict::not_assessed);
        EXPECT_FALSE(finding.raw.has_value());
        EXPECT_FALSE(finding.quality.has_value());
        EXPECT_EQ(finding.text.en, "unknown");
    }
    EXPECT_FALSE(judge(sharp, {}, {}).text.en.empty());
}

TEST(Judge, KeepsQualityBetween0And100) {
    EXPECT_EQ(judge(sharp, {0.6, 140}, advice).quality, 100);
    EXPECT_EQ(judge(sharp, {0.6, -3}, advice).quality, 0);
}

TEST(Excuse, MakesARequirementOptionalAndSaysWhy) {
    Finding finding = excuse(sharp, {"no such finger", "jari tidak ada"});
    EXPECT_FALSE(finding.is_mandatory);
    EXPECT_EQ(finding.verdict, FindingVerdict::not_assessed);
    EXPECT_EQ(finding.text.id, "jari tidak ada");
}

}  // namespace
}  // namespace limner
