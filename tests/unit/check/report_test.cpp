#include <limner/check/report.h>

#include <gtest/gtest.h>

namespace limner {
namespace {

Finding finding(std::string name, FindingVerdict verdict, bool is_mandatory = true, int quality = 0) {
    return {.requirement = std::move(name), .quality = quality, .verdict = verdict, .is_mandatory = is_mandatory};
}

using enum FindingVerdict;

TEST(Report, PassesWhereEveryMandatoryRequirementIsMet) {
    Report report("p", "1", {finding("a", pass), finding("b", fail, false), finding("c", not_assessed, false)});
    EXPECT_EQ(report.verdict(), ReportVerdict::pass);
    EXPECT_TRUE(report.passed());
}

TEST(Report, FailsWhereAMandatoryRequirementFails) {
    EXPECT_EQ(Report("p", "1", {finding("a", not_assessed), finding("b", fail)}).verdict(), ReportVerdict::fail);
}

TEST(Report, AsksForReviewWhereAMandatoryRequirementCouldNotBeAssessed) {
    EXPECT_EQ(Report("p", "1", {finding("a", pass), finding("b", not_assessed)}).verdict(), ReportVerdict::review);
}

TEST(Report, AsksForReviewWithoutFindings) {
    EXPECT_EQ(Report().verdict(), ReportVerdict::review);
    EXPECT_FALSE(Report().passed());
}

TEST(Report, ListsWhatToMendFirstAndKeepsTheProfilesOrderOtherwise) {
    Report report("p", "1",
                  {finding("passed", pass), finding("advice", fail, false), finding("unknown", not_assessed),
                   finding("first", fail), finding("second", fail), finding("also_passed", pass)});
    std::string order;
    for (const Finding& one : report) order += one.requirement + " ";
    EXPECT_EQ(order, "first second unknown advice passed also_passed ");
}

TEST(Report, ScoresFewerFailuresAboveAnyQuality) {
    Report bad("p", "1", {finding("a", fail, true, 100), finding("b", pass, true, 100)});
    Report unknown("p", "1", {finding("a", not_assessed, true, 100), finding("b", pass, true, 100)});
    Report good("p", "1", {finding("a", pass, true, 1), finding("b", pass, true, 1)});
    Report better("p", "1", {finding("a", pass, true, 2), finding("b", pass, true, 1)});
    EXPECT_LT(bad.score(), unknown.score());
    EXPECT_LT(unknown.score(), good.score());
    EXPECT_LT(good.score(), better.score());
}

TEST(Report, FindsAFindingByName) {
    Report report("p", "1", {finding("a", pass)});
    EXPECT_NE(report.find("a"), nullptr);
    EXPECT_EQ(report.find("b"), nullptr);
}

TEST(VerdictNames, AreThoseOfTheJsonForm) {
    EXPECT_EQ(name_of(pass), "pass");
    EXPECT_EQ(name_of(fail), "fail");
    EXPECT_EQ(name_of(not_assessed), "not_assessed");
    EXPECT_EQ(name_of(ReportVerdict::pass), "pass");
    EXPECT_EQ(name_of(ReportVerdict::review), "review");
    EXPECT_EQ(name_of(ReportVerdict::fail), "fail");
}

}  // namespace
}  // namespace limner
