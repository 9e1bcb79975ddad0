// Each fault that can be made on a real portrait fails its own requirement.
#include "unit/check/real_portrait.h"

namespace limner {
namespace {

TEST_F(RealPortrait, GivesTheStandardsQualityWhereItsMappingHoldsForTheMeasure) {
    auto found = check(enlarged());
    for (const char* name : {"illumination_uniformity", "natural_colour", "eyes_visible", "mouth_occlusion_prevention",
                             "face_occlusion_prevention", "dynamic_range", "eyes_open"})
        EXPECT_TRUE(found.report.find(name)->quality) << name;
    // Own measures instead of OFIQ's networks: a raw value, but no quality that would pass for OFIQ's.
    for (const char* name : {"sharpness", "compression_artifacts", "expression_neutrality"}) {
        EXPECT_TRUE(found.report.find(name)->raw) << name;
        EXPECT_FALSE(found.report.find(name)->quality) << name;
    }
}

TEST_F(RealPortrait, SmilingIsNotNeutral) {
    EXPECT_EQ(verdict(check(enlarged()), "expression_neutrality"), FindingVerdict::fail);
}

TEST_F(RealPortrait, TurnedByAQuarterSaysThatThePictureIs) {
    cv::Mat lying;
    cv::rotate(enlarged(), lying, cv::ROTATE_90_CLOCKWISE);
    EXPECT_EQ(verdict(check(enlarged()), "image_orientation"), FindingVerdict::pass);
    EXPECT_EQ(raw(check(lying), "image_orientation"), 90);
    EXPECT_NE(advice(check(lying), "image_orientation").find("turn the camera or the picture"), std::string::npos);
}

TEST_F(RealPortrait, BlurredIsNotSharp) {
    cv::Mat blurred, smeared;
    cv::GaussianBlur(enlarged(), blurred, {}, 6);
    cv::blur(enlarged(), smeared, {25, 1});
    EXPECT_EQ(verdict(check(blurred), "sharpness"), FindingVerdict::fail);
    EXPECT_EQ(verdict(check(smeared), "motion_blur"), FindingVerdict::fail);
}

TEST_F(RealPortrait, WithoutColourOrWithAWrongOneIsNotNatural) {
    cv::Mat gray, gray3, green;
    cv::cvtColor(enlarged(), gray, cv::COLOR_RGB2GRAY);
    cv::cvtColor(gray, gray3, cv::COLOR_GRAY2RGB);
    cv::multiply(enlarged(), cv::Scalar(0.6, 1, 0.6), green);
    EXPECT_EQ(verdict(check(enlarged()), "natural_colour"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(gray3), "natural_colour"), FindingVerdict::fail);
    EXPECT_EQ(verdict(check(green), "natural_colour"), FindingVerdict::fail);
}

TEST_F(RealPortrait, WithOneHalfInShadowFailsForThat) {
    cv::Mat shaded = enlarged();
    shaded.colRange(3 * 222, shaded.cols) *= 0.3;
    EXPECT_EQ(verdict(check(enlarged()), "shadow_on_face"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(shaded), "shadow_on_face"), FindingVerdict::fail);
}

TEST_F(RealPortrait, WithCheeksThatHaveNoLightInCommonIsLitUnevenly) {
    cv::Mat shaded = enlarged();
    shaded.colRange(3 * 222, shaded.cols) *= 0.62;  // not yet a shadow
    EXPECT_EQ(verdict(check(enlarged()), "illumination_uniformity"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(shaded), "illumination_uniformity"), FindingVerdict::fail);
    EXPECT_NE(advice(check(shaded), "illumination_uniformity").find("both sides"), std::string::npos);
}

TEST_F(RealPortrait, BehindAFrameWearsGlasses) {
    cv::Mat framed = enlarged();
    for (cv::Point eye : {cv::Point(3 * 202, 3 * 104), cv::Point(3 * 247, 3 * 105)})
        cv::ellipse(framed, eye, {52, 38}, 2, 0, 360, cv::Scalar(25, 25, 25), 6, cv::LINE_AA);
    cv::line(framed, {3 * 219, 3 * 103}, {3 * 230, 3 * 103}, cv::Scalar(25, 25, 25), 6, cv::LINE_AA);
    EXPECT_EQ(verdict(check(enlarged()), "glasses"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(framed), "glasses"), FindingVerdict::fail);
}

TEST_F(RealPortrait, BehindAMaskIsCovered) {
    cv::Mat masked = enlarged();
    std::vector<cv::Point> mask{{3 * 180, 3 * 122}, {3 * 222, 3 * 112}, {3 * 266, 3 * 122},
                                {3 * 255, 3 * 170}, {3 * 220, 3 * 182}, {3 * 190, 3 * 170}};
    cv::fillPoly(masked, std::vector{mask}, cv::Scalar(90, 160, 190));
    EXPECT_EQ(verdict(check(enlarged()), "mouth_occlusion_prevention"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(masked), "mouth_occlusion_prevention"), FindingVerdict::fail);
}

TEST_F(RealPortrait, SaysByHowManyDegreesTheHeadIsTilted) {
    EXPECT_NE(advice(check(turned(20)), "head_pose_roll").find("about "), std::string::npos);
}

TEST_F(RealPortrait, IsExcusedOnlyForWhatWasDeclared) {
    auto today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    auto is_mandatory = [&](const char* requirement, const Subject& subject) {
        return check(enlarged(), subject).report.find(requirement)->is_mandatory;
    };
    EXPECT_FALSE(is_mandatory("expression_neutrality", {.birth_date = today - std::chrono::years(3)}));
    EXPECT_TRUE(is_mandatory("expression_neutrality", {.birth_date = today - std::chrono::years(30)}));
    EXPECT_FALSE(is_mandatory("background_uniformity", {.exceptions = {PortraitException::wheelchair}}));
    EXPECT_TRUE(is_mandatory("background_uniformity", {.exceptions = {PortraitException::medical_glasses}}));
}

}  // namespace
}  // namespace limner
