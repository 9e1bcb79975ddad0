#include "check/face_shape.h"
#include "check/portrait_mouth.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace limner::portrait {
namespace {

FaceShape with_eyes(cv::Point2d right, cv::Point2d left) {
    FaceShape face;
    face.right_eye.inner_corner = face.right_eye.outer_corner = right;
    face.left_eye.inner_corner = face.left_eye.outer_corner = left;
    return face;
}

TEST(FaceShape, RollsTowardsTheShoulderThatItsLowerEyeIsNotOn) {
    EXPECT_NEAR(with_eyes({100, 100}, {200, 100}).roll_degrees(), 0, 1e-9);
    EXPECT_NEAR(with_eyes({100, 150}, {200, 50}).roll_degrees(), 45, 1e-9);  // the right eye is lower: to the right
    EXPECT_NEAR(with_eyes({100, 50}, {200, 150}).roll_degrees(), -45, 1e-9);
    EXPECT_NEAR(std::abs(with_eyes({200, 100}, {100, 100}).roll_degrees()), 180, 1e-9);
}

TEST(UprightSquare, TakesItsPlacesBackToThePicture) {
    cv::Mat picture(300, 400, CV_8UC1, cv::Scalar(0));
    for (double angle : {0.0, 30.0, 90.0, -120.0}) {
        auto square = cut_upright(picture, {220, 140}, 96, angle, 48);
        cv::Point2d middle = apply(square.to_picture, {23.5, 23.5});
        EXPECT_NEAR(middle.x, 220, 1e-6);
        EXPECT_NEAR(middle.y, 140, 1e-6);
        cv::Point2d right = apply(square.to_picture, {47.5, 23.5});
        EXPECT_NEAR(right.x, 220 + 48 * std::cos(angle * CV_PI / 180), 1e-6);
        EXPECT_NEAR(right.y, 140 + 48 * std::sin(angle * CV_PI / 180), 1e-6);
    }
}

TEST(UprightSquare, ShowsWhatIsAtThosePlacesAtAnyScale) {
    cv::Mat picture(1200, 1200, CV_8UC1, cv::Scalar(20));
    cv::circle(picture, cv::Point(700, 500), 30, cv::Scalar(220), cv::FILLED);
    for (double side : {150.0, 400.0, 900.0})
        for (double angle : {0.0, 25.0, 180.0}) {
            auto square = cut_upright(picture, {650, 520}, side, angle, 64);
            cv::Mat bright = square.pixels > 120;
            cv::Moments moments = cv::moments(bright, true);
            cv::Point2d seen = apply(square.to_picture, {moments.m10 / moments.m00, moments.m01 / moments.m00});
            EXPECT_NEAR(seen.x, 700, side / 64) << side << " " << angle;
            EXPECT_NEAR(seen.y, 500, side / 64) << side << " " << angle;
        }
}

TEST(UprightSquare, IsBlackOutsideThePicture) {
    cv::Mat picture(100, 100, CV_8UC3, cv::Scalar::all(255));
    EXPECT_EQ(cv::countNonZero(cut_upright(picture, {5000, 5000}, 50, 10, 32).pixels.reshape(1)), 0);
    auto edge = cut_upright(picture, {0, 50}, 50, 0, 32).pixels;
    EXPECT_EQ(edge.at<cv::Vec3b>(16, 2), cv::Vec3b(0, 0, 0));
    EXPECT_EQ(edge.at<cv::Vec3b>(16, 30), cv::Vec3b(255, 255, 255));
}

TEST(Inside, ClipsABoxToThePicture) {
    EXPECT_EQ(inside({-10, -10, 30, 30}, {100, 50}), cv::Rect(0, 0, 20, 20));
    EXPECT_EQ(inside({90, 40, 30, 30}, {100, 50}), cv::Rect(90, 40, 10, 10));
    EXPECT_TRUE(inside({200, 0, 30, 30}, {100, 50}).empty());
    EXPECT_TRUE(inside({10, 10, 0, 30}, {100, 50}).empty());
    EXPECT_EQ(inside({-1e300, -1e300, 3e300, 3e300}, {100, 50}), cv::Rect(0, 0, 100, 50));
}

/// A mesh of which only the mouth lies somewhere: eyes 200 pixels apart, lips of 70 pixels in all, 20 % of it dark.
struct PaintedMouth {
    cv::Mat rgb{600, 600, CV_8UC3, cv::Scalar(200, 150, 130)};
    FaceShape face = with_eyes({200, 100}, {400, 100});

    PaintedMouth(int dark_px, int lift_px, double roll) {
        face.mesh.assign(468, cv::Point2f(300, 300));
        face.mesh[0].y = 265;
        face.mesh[13].y = 300.0F - static_cast<float>(dark_px) / 2;
        face.mesh[14].y = 300.0F + static_cast<float>(dark_px) / 2;
        face.mesh[17].y = 335;
        face.mesh[61] = cv::Point2f(220, static_cast<float>(300 - lift_px));
        face.mesh[291] = cv::Point2f(380, static_cast<float>(300 - lift_px));
        cv::rectangle(rgb, {220, 265}, {380, 335}, cv::Scalar(190, 90, 90), cv::FILLED);
        if (dark_px > 0)
            cv::rectangle(rgb, {230, 300 - dark_px / 2}, {370, 300 + (dark_px - 1) / 2}, cv::Scalar(40, 10, 10),
                          cv::FILLED);
        turn(roll);
    }
    void turn(double roll) {
        cv::Matx23d turned = cv::getRotationMatrix2D({300, 300}, roll, 1);
        cv::warpAffine(rgb.clone(), rgb, turned, rgb.size());
        for (cv::Point2f& point : face.mesh) point = apply(turned, point);
        face = [&] {
            FaceShape moved = with_eyes(apply(turned, {200, 100}), apply(turned, {400, 100}));
            moved.mesh = face.mesh;
            return moved;
        }();
    }
};

TEST(FaceMouth, IsAsDarkInsideAsItIsOpen) {
    for (double roll : {0.0, 25.0, -160.0}) {
        auto closed = measure_mouth(PaintedMouth(0, 0, roll).rgb, PaintedMouth(0, 0, roll).face);
        auto open = measure_mouth(PaintedMouth(24, 0, roll).rgb, PaintedMouth(24, 0, roll).face);
        ASSERT_TRUE(closed && open);
        EXPECT_EQ(closed->dark_band, 0) << roll;
        EXPECT_NEAR(open->dark_band, 0.12, 0.015) << roll;
    }
}

TEST(FaceMouth, HasItsCornersUpInASmileWhicheverWayTheHeadIsTilted) {
    for (double roll : {0.0, 25.0, -160.0})
        for (int lift : {-10, 0, 30}) {
            PaintedMouth mouth(0, lift, roll);
            auto measured = measure_mouth(mouth.rgb, mouth.face);
            ASSERT_TRUE(measured);
            EXPECT_NEAR(measured->corner_lift, lift / 200.0, 0.002) << roll;
        }
}

TEST(FaceMouth, IsNotMeasuredOutsideThePictureOrWithoutAMesh) {
    PaintedMouth mouth(0, 0, 0);
    FaceShape outside = mouth.face;
    for (cv::Point2f& point : outside.mesh) point.x += 900;
    EXPECT_FALSE(measure_mouth(mouth.rgb, outside));
    mouth.face.mesh.clear();
    EXPECT_FALSE(measure_mouth(mouth.rgb, mouth.face));
}

}  // namespace
}  // namespace limner::portrait
