#include "unit/check/real_portrait.h"

namespace limner {
namespace {

TEST_F(RealPortrait, IsMeasuredAsAnEyeJudgesIt) {
    auto found = check(enlarged());
    EXPECT_EQ(found.face_count, 1);
    EXPECT_EQ(verdict(found, "single_face_present"), FindingVerdict::pass);
    EXPECT_EQ(verdict(found, "eyes_open"), FindingVerdict::pass);
    EXPECT_EQ(verdict(found, "mouth_closed"), FindingVerdict::fail);
    EXPECT_EQ(verdict(found, "background_uniformity"), FindingVerdict::fail);
    EXPECT_EQ(verdict(found, "head_pose_yaw"), FindingVerdict::pass);
    EXPECT_EQ(verdict(found, "head_pose_roll"), FindingVerdict::pass);
    EXPECT_EQ(verdict(found, "inter_eye_distance"), FindingVerdict::pass);
    EXPECT_EQ(found.report.verdict(), ReportVerdict::fail);
    EXPECT_EQ(found.report.profile(), "icao_9303");
}

TEST_F(RealPortrait, FindsTheLandmarksWhereTheyAreInThePicture) {
    auto found = check(picture_);
    ASSERT_TRUE(found.landmarks);
    // Read off the picture by eye: the subject's left eye is the picture's right one.
    EXPECT_NEAR(found.landmarks->right_eye.x, 202.5, 4);
    EXPECT_NEAR(found.landmarks->right_eye.y, 101.7, 4);
    EXPECT_NEAR(found.landmarks->left_eye.x, 247, 4);
    EXPECT_NEAR(found.landmarks->left_eye.y, 103.3, 4);
    EXPECT_NEAR(found.landmarks->chin.x, 220, 6);
    EXPECT_NEAR(found.landmarks->chin.y, 176, 6);
    ASSERT_TRUE(found.landmarks->crown);
    EXPECT_LT(found.landmarks->crown->y, found.landmarks->left_eye.y - 50);
}

TEST_F(RealPortrait, AnswersEveryRequirementOfTheProfile) {
    auto found = check(enlarged());
    const auto& wanted = profiles::icao_9303().requirements;
    ASSERT_EQ(found.report.findings().size(), wanted.size());
    for (const Requirement& requirement : wanted) {
        ASSERT_NE(found.report.find(requirement.name), nullptr) << requirement.name;
        const Finding& finding = *found.report.find(requirement.name);
        EXPECT_EQ(finding.limits, requirement.limits);
        const std::array nobody_can_tell{"no_head_coverings", "unified_quality_score", "radial_distortion"};
        bool is_told = std::ranges::find(nobody_can_tell, finding.requirement) == nobody_can_tell.end();
        EXPECT_EQ(finding.verdict != FindingVerdict::not_assessed, is_told) << finding.requirement;
        EXPECT_EQ(finding.text.en.empty(), finding.verdict == FindingVerdict::pass) << finding.requirement;
        EXPECT_EQ(finding.text.id.empty(), finding.text.en.empty()) << finding.requirement;
    }
}

TEST_F(RealPortrait, IsMeasuredInAPreviewAsInTheWholeCheckButForItsPitch) {
    cv::Mat picture = enlarged();
    auto whole = check(picture);
    auto preview = checker().check(image_of(picture), profiles::preview());
    ASSERT_TRUE(preview) << preview.error().message;
    for (const Finding& finding : preview->report) {
        ASSERT_TRUE(finding.raw) << finding.requirement;
        double tolerance = finding.requirement == "head_pose_pitch" ? 5 : 0;
        EXPECT_NEAR(*finding.raw, raw(whole, finding.requirement.c_str()), tolerance) << finding.requirement;
    }
}

TEST_F(RealPortrait, MeasuresTheSameWhateverTheResolution) {
    auto small = check(picture_), large = check(enlarged());
    EXPECT_NEAR(raw(large, "inter_eye_distance"), 3 * raw(small, "inter_eye_distance"), 4);
    for (const char* name : {"head_size", "leftward_crop_of_face", "margin_above_face"})
        EXPECT_NEAR(raw(large, name), raw(small, name), 0.05 * raw(small, name)) << name;
    EXPECT_NEAR(raw(large, "head_pose_yaw"), raw(small, "head_pose_yaw"), 2.5);
    EXPECT_EQ(verdict(small, "inter_eye_distance"), FindingVerdict::fail);
    EXPECT_NE(advice(small, "inter_eye_distance").find("closer"), std::string::npos);
}

TEST_F(RealPortrait, RollsByWhatThePictureIsTurned) {
    double upright = raw(check(enlarged()), "head_pose_roll");
    for (double degrees : {-40.0, -12.0, 12.0, 40.0}) {
        auto found = check(turned(degrees));
        EXPECT_NEAR(raw(found, "head_pose_roll"), upright - degrees, 3) << degrees;
        if (std::abs(degrees) < 20) continue;
        EXPECT_EQ(verdict(found, "head_pose_roll"), FindingVerdict::fail) << degrees;
        const char* shoulder = degrees > 0 ? "right shoulder" : "left shoulder";
        EXPECT_NE(advice(found, "head_pose_roll").find(shoulder), std::string::npos) << degrees;
    }
}

TEST_F(RealPortrait, LyingOnItsSideFailsItsRoll) {
    double upright = raw(check(enlarged()), "head_pose_roll");
    for (auto [rotation, degrees] :
         {std::pair{cv::ROTATE_90_CLOCKWISE, 90.0}, {cv::ROTATE_90_COUNTERCLOCKWISE, -90.0}}) {
        cv::Mat lying;
        cv::rotate(enlarged(), lying, rotation);
        auto found = check(lying);
        EXPECT_EQ(found.face_count, 1);
        EXPECT_NEAR(raw(found, "head_pose_roll"), upright - degrees, 5);
        EXPECT_EQ(verdict(found, "head_pose_roll"), FindingVerdict::fail);
    }
}

TEST_F(RealPortrait, StandingOnItsHeadFailsItsRoll) {
    cv::Mat standing;
    cv::rotate(enlarged(), standing, cv::ROTATE_180);
    auto found = check(standing);
    EXPECT_EQ(found.face_count, 1);
    EXPECT_GT(std::abs(raw(found, "head_pose_roll")), 170);
    EXPECT_EQ(verdict(found, "head_pose_roll"), FindingVerdict::fail);
}

TEST_F(RealPortrait, IsNotTouchedByTheCheck) {
    cv::Mat standing;
    cv::rotate(picture_, standing, cv::ROTATE_180);
    Image image = image_of(standing);
    ASSERT_TRUE(checker().check(image, profiles::icao_9303()));
    EXPECT_EQ(std::memcmp(image.bytes().data(), standing.data, image.bytes().size()), 0);
}

TEST_F(RealPortrait, MirroredTurnsTheOtherWay) {
    cv::Mat mirrored;
    cv::flip(enlarged(), mirrored, 1);
    auto found = check(enlarged()), other = check(mirrored);
    EXPECT_NEAR(raw(other, "head_pose_yaw"), -raw(found, "head_pose_yaw"), 3);
    EXPECT_NEAR(raw(other, "head_pose_roll"), -raw(found, "head_pose_roll"), 2);
    EXPECT_NEAR(raw(other, "head_pose_pitch"), raw(found, "head_pose_pitch"), 3);
    EXPECT_NEAR(raw(other, "leftward_crop_of_face"), raw(found, "rightward_crop_of_face"), 0.2);
}

TEST_F(RealPortrait, TooCloseToAnEdgeSaysWhichWayToMove) {
    cv::Mat large = enlarged();
    int eyes_x = 3 * 225, eyes_y = 3 * 103;
    auto left = check(large(cv::Rect(eyes_x - 150, 0, 800, 1200)));
    EXPECT_EQ(verdict(left, "leftward_crop_of_face"), FindingVerdict::fail);
    EXPECT_NE(advice(left, "leftward_crop_of_face").find("to your left"), std::string::npos);
    EXPECT_EQ(verdict(left, "rightward_crop_of_face"), FindingVerdict::pass);
    auto right = check(large(cv::Rect(eyes_x - 500, 0, 650, 1200)));
    EXPECT_EQ(verdict(right, "rightward_crop_of_face"), FindingVerdict::fail);
    auto top = check(large(cv::Rect(0, eyes_y - 170, 1536, 1200)));
    EXPECT_EQ(verdict(top, "margin_above_face"), FindingVerdict::fail);
    EXPECT_NE(advice(top, "margin_above_face").find("above the head"), std::string::npos);
    auto bottom = check(large(cv::Rect(0, 0, 1536, eyes_y + 240)));
    EXPECT_EQ(verdict(bottom, "margin_below_face"), FindingVerdict::fail);
}

TEST_F(RealPortrait, FarTooDarkAsksForLight) {
    cv::Mat dark = enlarged() * 0.15;
    auto found = check(dark);
    ASSERT_EQ(found.face_count, 1);
    EXPECT_EQ(verdict(found, "luminance_mean"), FindingVerdict::fail);
    EXPECT_EQ(verdict(found, "under_exposure_prevention"), FindingVerdict::fail);
    EXPECT_NE(advice(found, "luminance_mean").find("add light"), std::string::npos);
}

TEST_F(RealPortrait, WashedOutAsksForLessLight) {
    cv::Mat bright;
    enlarged().convertTo(bright, -1, 1.5, 90);
    auto found = check(bright);
    ASSERT_EQ(found.face_count, 1);
    EXPECT_EQ(verdict(found, "over_exposure_prevention"), FindingVerdict::fail);
    EXPECT_NE(advice(found, "over_exposure_prevention").find("dim"), std::string::npos);
}

TEST_F(RealPortrait, TwiceInOnePictureIsTwoFaces) {
    cv::Mat pair;
    cv::hconcat(enlarged(), enlarged(), pair);
    auto found = check(pair);
    EXPECT_EQ(found.face_count, 2);
    EXPECT_EQ(verdict(found, "single_face_present"), FindingVerdict::fail);
    EXPECT_NEAR(raw(found, "single_face_present"), 1, 0.2);
    EXPECT_NE(advice(found, "single_face_present").find("More than one face"), std::string::npos);
}

/// A cloth over hair, ears and neck that leaves the face free from the forehead to the chin.
cv::Mat with_scarf(const cv::Mat& picture) {
    cv::Mat cloth = cv::Mat::zeros(picture.size(), CV_8U), result = picture.clone();
    cv::ellipse(cloth, cv::Point(225, 118), cv::Size(66, 92), 0, 0, 360, cv::Scalar(255), cv::FILLED);
    cv::fillConvexPoly(cloth, std::vector<cv::Point>{{175, 150}, {275, 150}, {320, 270}, {130, 270}}, cv::Scalar(255));
    cv::ellipse(cloth, cv::Point(224, 126), cv::Size(41, 54), 0, 0, 360, cv::Scalar(0), cv::FILLED);
    cv::Mat shade(picture.size(), CV_8UC3), colour(picture.size(), CV_8UC3, cv::Scalar(40, 90, 110));
    cv::RNG(5).fill(shade, cv::RNG::NORMAL, 0, 4);
    cv::add(colour, shade, colour);
    colour.copyTo(result, cloth);
    cv::GaussianBlur(result, result, {}, 0.6);
    return result;
}

TEST_F(RealPortrait, WithAHeadScarfIsMeasuredAsWithout) {
    auto found = check(with_scarf(picture_)), reference = check(picture_);
    EXPECT_EQ(found.face_count, 1);
    ASSERT_TRUE(found.landmarks);
    for (const char* name : {"inter_eye_distance", "head_size", "leftward_crop_of_face", "margin_above_face"})
        EXPECT_NEAR(raw(found, name), raw(reference, name), 0.1 * raw(reference, name)) << name;
    EXPECT_NEAR(raw(found, "head_pose_yaw"), raw(reference, "head_pose_yaw"), 3);
    EXPECT_NEAR(raw(found, "head_pose_pitch"), raw(reference, "head_pose_pitch"), 6);
    EXPECT_NEAR(raw(found, "head_pose_roll"), raw(reference, "head_pose_roll"), 3);
    for (const char* name : {"single_face_present", "head_pose_yaw", "head_pose_pitch", "head_pose_roll", "eyes_open",
                             "luminance_mean", "under_exposure_prevention"})
        EXPECT_EQ(verdict(found, name), FindingVerdict::pass) << name;
}

TEST_F(RealPortrait, InGrayIsCheckedAsWell) {
    cv::Mat gray;
    cv::cvtColor(enlarged(), gray, cv::COLOR_RGB2GRAY);
    auto found = check(gray);
    EXPECT_EQ(found.face_count, 1);
    EXPECT_EQ(verdict(found, "eyes_open"), FindingVerdict::pass);
}

TEST_F(RealPortrait, OfHugeSizeIsReducedAndMeasuredInItsOwnPixels) {
    cv::Mat huge;
    cv::resize(picture_, huge, {6000, 6000}, 0, 0, cv::INTER_LINEAR);
    auto found = check(huge);
    ASSERT_EQ(found.face_count, 1);
    EXPECT_NEAR(raw(found, "inter_eye_distance"), raw(check(picture_), "inter_eye_distance") * 6000 / 512, 50);
    EXPECT_NEAR(found.landmarks->right_eye.x, 202.5 * 6000 / 512, 80);
}

TEST_F(RealPortrait, GivesTheSameAnswerToEveryThread) {
    cv::Mat large = enlarged();
    auto expected = check(large).report.findings();
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            auto found = checker().check(image_of(large), profiles::icao_9303());
            ASSERT_TRUE(found);
            EXPECT_EQ(found->report.findings(), expected);
        });
}

TEST_F(RealPortrait, IsMeasuredByDlibAloneWithoutWhatItCannotTell) {
    auto empty = std::filesystem::path(testing::TempDir()) / "no_models";
    auto plain = PortraitChecker::load({.models = empty});
    if (!plain) GTEST_SKIP() << plain.error().message;
    auto result = plain->check(image_of(enlarged()), profiles::icao_9303());
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->face_count, 1);
    for (const char* name : {"head_pose_yaw", "head_pose_pitch", "eyes_open", "background_uniformity"}) {
        EXPECT_EQ(verdict(*result, name), FindingVerdict::not_assessed) << name;
        EXPECT_FALSE(advice(*result, name).empty()) << name;
    }
    EXPECT_EQ(verdict(*result, "single_face_present"), FindingVerdict::pass);
    EXPECT_EQ(verdict(*result, "mouth_closed"), FindingVerdict::fail);
    auto reference = check(enlarged());
    for (const char* name : {"inter_eye_distance", "head_size", "margin_above_face", "luminance_mean"})
        EXPECT_NEAR(raw(*result, name), raw(reference, name), 0.1 * raw(reference, name)) << name;
    EXPECT_NEAR(raw(*result, "head_pose_roll"), raw(reference, "head_pose_roll"), 4);
    ASSERT_EQ(plain->models().size(), 1U);
    EXPECT_NE(plain->models()[0].find("shape_predictor_68"), std::string::npos);
}

class NoPortrait : public testing::Test {
protected:
    void SetUp() override {
        if (!has_networks()) GTEST_SKIP() << "no portrait models (scripts/models gets them)";
    }
    static void expect_no_face(const cv::Mat& picture) {
        auto found = check(picture);
        EXPECT_EQ(found.face_count, 0);
        EXPECT_FALSE(found.landmarks);
        EXPECT_EQ(found.report.verdict(), ReportVerdict::fail);
        for (const Finding& finding : found.report) {
            bool is_presence = finding.requirement == "single_face_present";
            EXPECT_EQ(finding.verdict, is_presence ? FindingVerdict::fail : FindingVerdict::not_assessed);
            EXPECT_FALSE(finding.raw);
            EXPECT_FALSE(finding.text.en.empty());
            EXPECT_FALSE(finding.text.id.empty());
        }
    }
};

TEST_F(NoPortrait, IsABlankPicture) {
    for (int value : {0, 128, 255}) expect_no_face(cv::Mat(480, 640, CV_8UC3, cv::Scalar::all(value)));
}

TEST_F(NoPortrait, IsNoise) {
    cv::Mat noise(720, 1280, CV_8UC3);
    cv::RNG(3).fill(noise, cv::RNG::UNIFORM, 0, 256);
    expect_no_face(noise);
}

TEST_F(NoPortrait, IsAPictureOfAFewPixelsOrOfAnOddShape) {
    for (cv::Size size : {cv::Size(1, 1), {20, 20}, {2, 5000}, {5000, 2}, {20, 3000}, {60'000, 17}})
        expect_no_face(cv::Mat(size, CV_8UC3, cv::Scalar(180, 150, 140)));
}

TEST(PortraitChecker, RefusesAnImageWithoutPixelsAndAProfileOfAnotherKind) {
    auto loaded = PortraitChecker::load();
    if (!loaded) GTEST_SKIP() << loaded.error().message;
    auto nothing = loaded->check(Image(), profiles::icao_9303());
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::invalid_argument);
    auto other = loaded->check(image_of(cv::Mat::zeros(100, 100, CV_8UC3)), profiles::document_page());
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::invalid_argument);
}

TEST(PortraitChecker, NamesEveryModelThatItUses) {
    if (!has_networks()) GTEST_SKIP() << "no portrait models (scripts/models gets them)";
    auto missing = portrait::missing_model_files(portrait::models_folder({})).size();
    EXPECT_EQ(checker().models().size(), 7U - missing);
    EXPECT_EQ(checker().models()[0].substr(0, 26), "face_detector.onnx sha256:");
}

TEST(PortraitModels, WithoutTheSmallNetworksLeaveTheirRequirementsOpen) {
    if (!has_networks()) GTEST_SKIP() << "no portrait models (scripts/models gets them)";
    auto file = read_image(portrait_file());
    if (!file) GTEST_SKIP() << "no portrait (scripts/sample-portrait gets it)";
    auto folder = std::filesystem::path(testing::TempDir()) / "two_models";
    std::filesystem::create_directories(folder);
    for (const char* model : {face_detector, face_mesh})
        std::filesystem::copy_file(portrait::models_folder({}) / model, folder / model,
                                   std::filesystem::copy_options::overwrite_existing);
    auto loaded = PortraitChecker::load({.models = folder});
    ASSERT_TRUE(loaded) << loaded.error().message;
    auto found = loaded->check(file->image, profiles::icao_9303());
    ASSERT_TRUE(found);
    for (const char* name : {"head_pose_pitch", "eyes_open", "background_uniformity"})
        EXPECT_EQ(verdict(*found, name), FindingVerdict::not_assessed) << name;
    EXPECT_EQ(verdict(*found, "head_pose_yaw"), FindingVerdict::pass);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace limner
