#include "check/portrait_background.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

constexpr int width = 640, height = 480;
const cv::Point2d middle(320, 200);
constexpr double inter_eye_px = 65;

FaceShape face() {
    FaceShape face;
    face.right_eye.inner_corner = face.right_eye.outer_corner = middle - cv::Point2d(inter_eye_px / 2, 0);
    face.left_eye.inner_corner = face.left_eye.outer_corner = middle + cv::Point2d(inter_eye_px / 2, 0);
    face.chin = middle + cv::Point2d(0, 115);
    return face;
}

cv::Rect region() { return surroundings_region({width, height}, face()); }

/// A head and shoulders: 1 inside, 0 outside.
cv::Mat person() {
    cv::Mat mask = cv::Mat::zeros(height, width, CV_32F);
    cv::ellipse(mask, cv::Point(320, 210), cv::Size(80, 120), 0, 0, 360, cv::Scalar(1), cv::FILLED);
    cv::rectangle(mask, cv::Rect(160, 330, 320, 150), cv::Scalar(1), cv::FILLED);
    cv::Mat shares;
    cv::resize(mask(region()), shares, {256, 256}, 0, 0, cv::INTER_LINEAR);
    return shares;
}

std::optional<double> gradient(const cv::Mat& picture, const cv::Mat& mask = person()) {
    auto background = measure_surroundings(picture, face(), mask, region()).background;
    return background ? std::optional(background->gradient) : std::nullopt;
}

cv::Mat wall(int value = 200) { return {height, width, CV_8UC3, cv::Scalar::all(value)}; }

TEST(Background, OfAPlainWallHasNoGradientWhateverTheColour) {
    for (int value : {0, 90, 200, 255}) {
        auto found = gradient(wall(value));
        ASSERT_TRUE(found);
        EXPECT_NEAR(*found, 0, 1e-6);
    }
}

TEST(Background, IgnoresThePerson) {
    cv::Mat picture = wall();
    cv::ellipse(picture, cv::Point(320, 210), cv::Size(80, 120), 0, 0, 360, cv::Scalar(90, 60, 50), cv::FILLED);
    cv::rectangle(picture, cv::Rect(160, 330, 320, 150), cv::Scalar(20, 20, 120), cv::FILLED);
    EXPECT_LT(*gradient(picture), 1.5);
}

TEST(Background, OfAWallThatDarkensEvenlyHasTheGradientOfItsSlope) {
    cv::Mat picture = wall();
    for (int x = 0; x < width; ++x) picture.col(x).setTo(cv::Scalar::all(50 + x * 0.25));
    EXPECT_NEAR(*gradient(picture), 0.25 * 32, 0.7);  // Scharr's weights sum to 32
}

TEST(Background, TellsACastShadowFromSensorNoise) {
    cv::Mat noisy(height, width, CV_8UC3), shaded = wall();
    cv::RNG random(7);
    random.fill(noisy, cv::RNG::NORMAL, 200, 6);
    cv::rectangle(shaded, cv::Rect(420, 60, 160, 420), cv::Scalar::all(150), cv::FILLED);
    cv::GaussianBlur(shaded, shaded, {}, 6);
    EXPECT_LT(*gradient(noisy), 5);
    EXPECT_GT(*gradient(shaded), 5);
}

TEST(Background, OfBooksOnAShelfIsFarFromUniform) {
    cv::Mat picture = wall();
    for (int x = 0; x < width; x += 24)
        cv::rectangle(picture, cv::Rect(x, 0, 12, height), cv::Scalar(40, 80, 60), cv::FILLED);
    EXPECT_GT(*gradient(picture), 50);
}

TEST(Background, IsNotJudgedWhereThePersonFillsThePicture) {
    EXPECT_FALSE(gradient(wall(), cv::Mat::ones(256, 256, CV_32F)));
}

TEST(Background, IsNotJudgedWhereTheFaceLiesOutsideThePicture) {
    FaceShape far = face();
    for (EyeShape* eye : {&far.left_eye, &far.right_eye}) {
        eye->inner_corner.x += 5000;
        eye->outer_corner.x += 5000;
    }
    EXPECT_TRUE(surroundings_region({width, height}, far).empty());
}

TEST(Crown, IsTheTopOfTheMaskOverTheFace) {
    auto crown = measure_surroundings(wall(), face(), person(), region()).crown;
    ASSERT_TRUE(crown);
    EXPECT_NEAR(crown->x, 320, 1);
    EXPECT_NEAR(crown->y, 90, 4);
}

TEST(Crown, IsAbsentWhereTheHeadIsCutOff) {
    cv::Mat mask = person();
    mask(cv::Rect(100, 0, 56, 120)).setTo(1);
    EXPECT_FALSE(measure_surroundings(wall(), face(), mask, region()).crown);
    EXPECT_FALSE(measure_surroundings(wall(), face(), cv::Mat::zeros(256, 256, CV_32F), region()).crown);
}

}  // namespace
}  // namespace limner::portrait
