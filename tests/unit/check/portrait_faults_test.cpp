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

/// Round glasses that sit `drop` pixels below the eyes' middle.
cv::Mat in_glasses(const cv::Mat& rgb, int drop) {
    cv::Mat framed = rgb.clone();
    const cv::Scalar colour(25, 25, 25);
    for (cv::Point eye : {cv::Point(3 * 202, 3 * 104), cv::Point(3 * 247, 3 * 105)})
        cv::ellipse(framed, eye + cv::Point(0, drop), {52, 38}, 2, 0, 360, colour, 6, cv::LINE_AA);
    cv::line(framed, {3 * 219, 3 * 103 + drop}, {3 * 230, 3 * 103 + drop}, colour, 6, cv::LINE_AA);
    return framed;
}

TEST_F(RealPortrait, BehindAFrameWearsGlasses) {
    EXPECT_EQ(verdict(check(enlarged()), "glasses"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(in_glasses(enlarged(), 0)), "glasses"), FindingVerdict::fail);
}

TEST_F(RealPortrait, BehindAFrameThatCrossesTheEyesIsAskedToPushItUp) {
    EXPECT_EQ(raw(check(enlarged()), "frame_over_eyes"), 0) << "without glasses there is no frame";
    EXPECT_EQ(verdict(check(in_glasses(enlarged(), 0)), "frame_over_eyes"), FindingVerdict::pass);
    auto crossed = check(in_glasses(enlarged(), 36));
    EXPECT_EQ(verdict(crossed, "frame_over_eyes"), FindingVerdict::fail) << raw(crossed, "frame_over_eyes");
    EXPECT_NE(advice(crossed, "frame_over_eyes").find("push the glasses up"), std::string::npos);
    EXPECT_FALSE(crossed.report.find("frame_over_eyes")->is_mandatory);
}

TEST_F(RealPortrait, BehindAMaskIsCovered) {
    cv::Mat masked = enlarged();
    std::vector<cv::Point> mask{{3 * 180, 3 * 122}, {3 * 222, 3 * 112}, {3 * 266, 3 * 122},
                                {3 * 255, 3 * 170}, {3 * 220, 3 * 182}, {3 * 190, 3 * 170}};
    cv::fillPoly(masked, std::vector{mask}, cv::Scalar(90, 160, 190));
    EXPECT_EQ(verdict(check(enlarged()), "mouth_occlusion_prevention"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(masked), "mouth_occlusion_prevention"), FindingVerdict::fail);
}

TEST_F(RealPortrait, BehindClothOfSkinsColourHasItsMouthCovered) {
    cv::Mat covered = enlarged();
    cv::Scalar skin = cv::mean(covered(cv::Rect(3 * 195, 3 * 125, 30, 20)));
    std::vector<cv::Point> cloth{{3 * 185, 3 * 135}, {3 * 260, 3 * 135}, {3 * 250, 3 * 180}, {3 * 195, 3 * 180}};
    cv::fillPoly(covered, std::vector{cloth}, skin);
    EXPECT_EQ(verdict(check(enlarged()), "mouth_occlusion_prevention"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(covered), "mouth_occlusion_prevention"), FindingVerdict::fail);
}

/// The eyes painted anew, their irises moved by `shift` pixels.
cv::Mat looking_away(const cv::Mat& rgb, cv::Point shift) {
    cv::Mat result = rgb.clone();
    for (cv::Point eye : {cv::Point(3 * 202, 3 * 104), cv::Point(3 * 247, 3 * 105)}) {
        cv::Mat between_lids(rgb.size(), CV_8U, cv::Scalar(0)), iris = between_lids.clone();
        cv::ellipse(between_lids, eye, {27, 10}, 0, 0, 360, cv::Scalar(255), cv::FILLED);
        cv::circle(iris, eye + shift, 11, cv::Scalar(255), cv::FILLED);
        result.setTo(cv::Scalar(220, 210, 205), between_lids);
        result.setTo(cv::Scalar(60, 40, 30), between_lids & iris);
    }
    return result;
}

TEST_F(RealPortrait, LookingPastTheCameraIsToldWhereItLooks) {
    EXPECT_EQ(verdict(check(enlarged()), "gaze"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(looking_away(enlarged(), {})), "gaze"), FindingVerdict::pass);
    auto left = check(looking_away(enlarged(), {12, 0})), right = check(looking_away(enlarged(), {-12, 0}));
    EXPECT_GT(raw(left, "gaze"), 0.08);
    EXPECT_NE(advice(left, "gaze").find("to your left"), std::string::npos);
    EXPECT_LT(raw(right, "gaze"), -0.08);
    EXPECT_NE(advice(right, "gaze").find("to your right"), std::string::npos);
}

TEST_F(RealPortrait, LookingDownIsToldSo) {
    EXPECT_EQ(verdict(check(enlarged()), "vertical_gaze"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(looking_away(enlarged(), {})), "vertical_gaze"), FindingVerdict::pass);
    auto down = check(looking_away(enlarged(), {0, 7}));
    EXPECT_GT(raw(down, "vertical_gaze"), 0.06);
    EXPECT_NE(advice(down, "vertical_gaze").find("look down"), std::string::npos);
    EXPECT_FALSE(down.report.find("vertical_gaze")->is_mandatory);
}

TEST_F(RealPortrait, EnlargedByRepeatingItsPixelsIsCoarse) {
    cv::Mat coarse;
    cv::resize(picture_, coarse, {}, 3, 3, cv::INTER_NEAREST);
    EXPECT_EQ(verdict(check(enlarged()), "pixelation"), FindingVerdict::pass);
    EXPECT_EQ(verdict(check(coarse), "pixelation"), FindingVerdict::fail);
}

TEST_F(RealPortrait, BehindAScreensGridIsAskedAfter) {
    cv::Mat shown = enlarged();
    for (int y = 0; y < shown.rows; y += 3) shown.row(y) *= 0.8;
    EXPECT_EQ(verdict(check(enlarged()), "screen_pattern"), FindingVerdict::pass);
    EXPECT_NE(advice(check(shown), "screen_pattern").find("please check"), std::string::npos);
    EXPECT_FALSE(check(shown).report.find("screen_pattern")->is_mandatory);
}

TEST_F(RealPortrait, DrawnIsNoPhotograph) {
    cv::Mat smooth, edges, gray, drawing = enlarged();
    for (int i = 0; i < 2; ++i) {
        cv::bilateralFilter(drawing, smooth, 9, 60, 15);
        drawing = smooth.clone();
    }
    drawing = (drawing / 40) * 40;
    cv::cvtColor(enlarged(), gray, cv::COLOR_RGB2GRAY);
    cv::adaptiveThreshold(gray, edges, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY, 9, 4);
    drawing.setTo(cv::Scalar::all(0), edges == 0);
    auto found = check(drawing);
    ASSERT_EQ(found.face_count, 1);
    EXPECT_EQ(found.report.verdict(), ReportVerdict::fail);
    EXPECT_EQ(verdict(found, "sharpness"), FindingVerdict::fail) << raw(found, "sharpness");
}

/// Cloth over head, neck and shoulders; the face lies free within an ellipse of `width` x `height` half axes.
cv::Mat in_scarf(const cv::Mat& rgb, const cv::Scalar& colour, cv::Size opening) {
    cv::Mat cloth(rgb.size(), CV_8U, cv::Scalar(0)), result = rgb.clone();
    cv::Point middle(3 * 224, 3 * 118);
    // Where hair lies on the forehead, the scarf shall have taken it away.
    cv::ellipse(result, {3 * 224, 3 * 75}, {100, 40}, 0, 0, 360, cv::mean(rgb(cv::Rect(3 * 195, 3 * 125, 30, 20))),
                cv::FILLED);
    cv::ellipse(cloth, middle, {250, 290}, 0, 0, 360, cv::Scalar(255), cv::FILLED);
    cv::ellipse(cloth, middle, opening, 0, 0, 360, cv::Scalar(0), cv::FILLED);
    result.setTo(colour, cloth);
    return result;
}

TEST_F(RealPortrait, InAHeadScarfIsJudgedByTheFacesOutline) {
    const cv::Size around_the_face(135, 190), over_its_edges(85, 130);
    Subject covered{.exceptions = {PortraitException::religious_head_covering}};
    for (const cv::Scalar& colour : {cv::Scalar(30, 30, 34), cv::Scalar(238, 238, 240), cv::Scalar(40, 70, 150)}) {
        auto free = check(in_scarf(enlarged(), colour, around_the_face), covered);
        EXPECT_EQ(verdict(free, "face_outline_visible"), FindingVerdict::pass) << raw(free, "face_outline_visible");
        EXPECT_EQ(verdict(free, "face_occlusion_prevention"), FindingVerdict::pass);
        auto tight = check(in_scarf(enlarged(), colour, over_its_edges), covered);
        EXPECT_EQ(verdict(tight, "face_outline_visible"), FindingVerdict::fail) << raw(tight, "face_outline_visible");
        EXPECT_TRUE(tight.report.find("face_outline_visible")->is_mandatory);
    }
    EXPECT_FALSE(check(enlarged()).report.find("face_outline_visible")->is_mandatory);
}

TEST_F(RealPortrait, WithABeardInAHeadScarfShowsItsOutline) {
    cv::Mat beard(enlarged().size(), CV_8U, cv::Scalar(0)), bearded = enlarged();
    cv::ellipse(beard, {3 * 223, 3 * 152}, {100, 85}, 0, 0, 360, cv::Scalar(255), cv::FILLED);
    cv::ellipse(beard, {3 * 222, 3 * 145}, {70, 40}, 0, 0, 360, cv::Scalar(0), cv::FILLED);
    bearded.setTo(cv::Scalar(60, 50, 45), beard);
    cv::ellipse(bearded, {3 * 222, 3 * 145}, {62, 20}, 0, 0, 360, cv::Scalar(150, 70, 70), cv::FILLED);  // lips, closed
    Subject covered{.exceptions = {PortraitException::religious_head_covering}};
    auto found = check(in_scarf(bearded, cv::Scalar(40, 70, 150), {135, 190}), covered);
    EXPECT_EQ(verdict(found, "face_outline_visible"), FindingVerdict::pass) << raw(found, "face_outline_visible");
}

TEST_F(RealPortrait, HasNoHandAtTheFace) {
    if (!std::filesystem::exists(portrait::models_folder({}) / portrait::model_file::hand_detector))
        GTEST_SKIP() << "no hand detector (scripts/models gets it)";
    EXPECT_EQ(verdict(check(enlarged()), "hand_at_face"), FindingVerdict::pass);
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
