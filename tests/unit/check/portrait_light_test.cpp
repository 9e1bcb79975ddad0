#include "check/portrait_light.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

/// A face whose eyes are `inter_eye_px` apart, upright around `middle`, with the standard's proportions.
FaceShape face_at(cv::Point2d middle, double inter_eye_px) {
    double unit = inter_eye_px / 113;
    auto at = [&](double x, double y) { return middle + cv::Point2d((x - 307.5) * unit, (y - 272) * unit); };
    FaceShape face;
    face.right_eye.inner_corner = face.right_eye.outer_corner = at(251, 272);
    face.left_eye.inner_corner = face.left_eye.outer_corner = at(364, 272);
    face.nose_tip = at(308, 336);
    face.right_mouth_corner = at(262, 402);
    face.left_mouth_corner = at(355, 402);
    face.chin = at(308, 480);
    for (auto [x, y] : {std::pair{190, 230}, {426, 230}, {426, 400}, {308, 480}, {190, 400}})
        face.outline.emplace_back(at(x, y));
    return face;
}

std::optional<FaceLight> light_of(const cv::Mat& picture, const FaceShape& shape) {
    auto face = align(picture, shape);
    return face ? std::optional(measure_light(*face)) : std::nullopt;
}

cv::Mat plain(int value) { return {480, 640, CV_8UC3, cv::Scalar::all(value)}; }

TEST(FaceLight, OfAPlainFaceIsItsLinearLuminanceWithoutSpread) {
    auto light = light_of(plain(128), face_at({320, 200}, 80));
    ASSERT_TRUE(light);
    EXPECT_NEAR(light->mean_0_1, 0.2159, 0.003);  // sRGB 128 in linear light
    EXPECT_NEAR(light->variance, 0, 1e-9);
    EXPECT_NEAR(light->entropy_bits, 0, 1e-9);
    EXPECT_EQ(light->dark_share, 0);
    EXPECT_EQ(light->bright_share, 0);
}

TEST(FaceLight, WeighsTheChannelsAsLuminanceDoes) {
    auto mean_of = [](const cv::Scalar& colour) {
        return light_of(cv::Mat(480, 640, CV_8UC3, colour), face_at({320, 200}, 80))->mean_0_1;
    };
    EXPECT_NEAR(mean_of({255, 0, 0}), 0.2126, 0.002);
    EXPECT_NEAR(mean_of({0, 255, 0}), 0.7152, 0.002);
    EXPECT_NEAR(mean_of({0, 0, 255}), 0.0722, 0.002);
}

TEST(FaceLight, CountsDarkAndBrightPixels) {
    EXPECT_EQ(light_of(plain(80), face_at({320, 200}, 80))->dark_share, 1);  // 80 is 20 in linear light
    EXPECT_EQ(light_of(plain(0), face_at({320, 200}, 80))->dark_share, 1);
    EXPECT_EQ(light_of(plain(255), face_at({320, 200}, 80))->bright_share, 1);
}

TEST(FaceLight, OfAHalfLitFaceHasTwoValues) {
    cv::Mat picture = plain(0);
    picture(cv::Rect(320, 0, 320, 480)).setTo(cv::Scalar::all(255));
    auto light = light_of(picture, face_at({320, 200}, 80));
    ASSERT_TRUE(light);
    EXPECT_NEAR(light->mean_0_1, 0.5, 0.02);
    EXPECT_NEAR(light->variance, 0.25, 0.01);
    EXPECT_NEAR(light->entropy_bits, 1, 0.1);
    EXPECT_NEAR(light->dark_share, 0.5, 0.02);
}

TEST(FaceLight, DoesNotChangeWithTheFacesSizeOrTurn) {
    cv::Mat picture = plain(0);
    picture(cv::Rect(320, 0, 320, 480)).setTo(cv::Scalar::all(200));
    double small = light_of(picture, face_at({320, 200}, 30))->mean_0_1;
    EXPECT_NEAR(light_of(picture, face_at({320, 200}, 90))->mean_0_1, small, 0.02);
}

TEST(FaceLight, IgnoresWhatIsOutsideTheFace) {
    cv::Mat picture = plain(255);
    FaceShape face = face_at({320, 200}, 80);
    std::vector<cv::Point> corners;
    for (const auto& p : face.outline) corners.emplace_back(cvRound(p.x), cvRound(p.y));
    cv::Mat mask = cv::Mat::zeros(picture.size(), CV_8U);
    cv::fillConvexPoly(mask, corners, cv::Scalar(255));
    cv::dilate(mask, mask, {});
    picture.setTo(cv::Scalar::all(100), mask);
    EXPECT_LT(light_of(picture, face)->bright_share, 0.01);
}

TEST(FaceLight, IsNotMeasuredWhereMostOfTheFaceIsOutsideThePicture) {
    EXPECT_TRUE(light_of(plain(100), face_at({40, 200}, 80)));
    EXPECT_FALSE(light_of(plain(100), face_at({-40, 200}, 80)));
    EXPECT_FALSE(light_of(plain(100), face_at({-4000, 200}, 80)));
}

TEST(FaceLight, IsNotMeasuredOnAFaceOfAFewPixels) {
    EXPECT_FALSE(light_of(plain(100), face_at({320, 200}, 3)));
    EXPECT_FALSE(light_of(plain(100), face_at({320, 200}, 0)));
}

}  // namespace
}  // namespace limner::portrait
