// Crops of a painted face whose places are known; compressed ones of a real portrait are checked again.
#include <limner/check/portrait_crop.h>

#include "unit/check/real_portrait.h"

namespace limner {
namespace {

/// A gray ground with a bright dot at each landmark, turned by `roll` degrees.
struct Painted {
    cv::Mat rgb{1400, 1600, CV_8UC3, cv::Scalar(90, 100, 110)};
    FaceLandmarks face{};

    explicit Painted(double roll, double inter_eye = 200, cv::Point2d eyes = {800, 640}) {
        double angle = roll * CV_PI / 180;
        auto put = [&](double across, double down) {
            cv::Point2d place = eyes + inter_eye * cv::Point2d(across * std::cos(angle) - down * std::sin(angle),
                                                               across * std::sin(angle) + down * std::cos(angle));
            cv::circle(rgb, place, static_cast<int>(inter_eye / 16), cv::Scalar(250, 40, 40), cv::FILLED, cv::LINE_AA);
            return Point{place.x, place.y};
        };
        face = {put(0.5, 0), put(-0.5, 0), put(0, 1.7), put(0, -1.8)};
    }
    Result<PortraitCrop> crop(const CropOptions& options = {}) const {
        return crop_portrait(image_of(rgb), face, options);
    }
};

bool is_dot(const Image& image, Point place) {
    auto pixel = image.bytes().subspan(
        (static_cast<std::size_t>(std::lround(place.y)) * static_cast<std::size_t>(image.width()) +
         static_cast<std::size_t>(std::lround(place.x))) *
        3);
    return std::to_integer<int>(pixel[0]) > 220 && std::to_integer<int>(pixel[1]) < 90;
}

void expect_dots(const PortraitCrop& crop) {
    for (Point place : {crop.landmarks.left_eye, crop.landmarks.right_eye, crop.landmarks.chin, *crop.landmarks.crown})
        EXPECT_TRUE(is_dot(crop.image, place)) << place.x << " " << place.y;
}

TEST(PortraitCrop, PutsTheEyesOfATokenImageWhereTheStandardHasThem) {
    for (double roll : {0.0, 7.0, -12.0}) {
        auto crop = Painted(roll).crop({.style = PortraitStyle::token_image});
        ASSERT_TRUE(crop) << crop.error().message;
        EXPECT_EQ(crop->image.width(), 480);
        EXPECT_EQ(crop->image.height(), 640);
        EXPECT_NEAR(crop->landmarks.right_eye.x, 0.375 * 480 - 1, 0.01);
        EXPECT_NEAR(crop->landmarks.left_eye.x, 0.625 * 480 - 1, 0.01);
        EXPECT_NEAR(crop->landmarks.right_eye.y, 0.6 * 480, 0.01);
        EXPECT_NEAR(crop->landmarks.left_eye.y, 0.6 * 480, 0.01);
        EXPECT_NEAR(crop->turned_clockwise_degrees, -roll, 0.01);
        EXPECT_NEAR(crop->enlargement, 0.6, 0.01);
        expect_dots(*crop);
    }
}

TEST(PortraitCrop, IsWhatItsOutlineShowsInTheFrame) {
    for (PortraitStyle style : {PortraitStyle::token_image, PortraitStyle::portrait_35x45})
        for (double roll : {0.0, 7.0, -12.0}) {
            const Painted painted(roll);
            auto crop = painted.crop({.style = style});
            ASSERT_TRUE(crop) << crop.error().message;
            auto outline = portrait_outline(painted.rgb.cols, painted.rgb.rows, painted.face, style);
            ASSERT_TRUE(outline);
            auto [left_top, right_top, right_bottom, left_bottom] = *outline;
            double across = crop->landmarks.chin.x / (crop->image.width() - 1);
            double down = crop->landmarks.chin.y / (crop->image.height() - 1);
            EXPECT_NEAR(left_top.x + across * (right_top.x - left_top.x) + down * (left_bottom.x - left_top.x),
                        painted.face.chin.x, 1e-6);
            EXPECT_NEAR(left_top.y + across * (right_top.y - left_top.y) + down * (left_bottom.y - left_top.y),
                        painted.face.chin.y, 1e-6);
            EXPECT_NEAR(right_bottom.x - left_bottom.x, right_top.x - left_top.x, 1e-6);
        }
    const Painted painted(0);
    EXPECT_FALSE(portrait_outline(painted.rgb.cols, 200, painted.face)) << "leaves the picture";
    EXPECT_FALSE(portrait_outline(900, 900, FaceLandmarks())) << "no face";
}

TEST(PortraitCrop, GivesAPassportPortraitItsHeadAndItsMillimetres) {
    auto crop = Painted(5).crop();
    ASSERT_TRUE(crop) << crop.error().message;
    EXPECT_EQ(crop->image.width(), 413);
    EXPECT_EQ(crop->image.height(), 531);
    EXPECT_EQ(crop->ppi, 300);
    double head = crop->landmarks.chin.y - crop->landmarks.crown->y;
    EXPECT_NEAR(head / 531, 0.72, 0.005);
    EXPECT_NEAR((crop->landmarks.left_eye.x + crop->landmarks.right_eye.x) / 2, 206, 1);
    expect_dots(*crop);
}

TEST(PortraitCrop, MovesAndCutsCloserWhereThePictureHasLittleRoomAboveTheHead) {
    auto crop = Painted(0, 200, {800, 375}).crop();
    ASSERT_TRUE(crop) << crop.error().message;
    double eyes = crop->landmarks.left_eye.y / crop->image.height();
    EXPECT_GE(eyes, 0.3);
    EXPECT_LE(eyes, 0.5);
    double head = (crop->landmarks.chin.y - crop->landmarks.crown->y) / crop->image.height();
    EXPECT_GE(head, 0.71);
    EXPECT_LE(head, 0.81);
    expect_dots(*crop);
}

TEST(PortraitCrop, ShrinksRatherThanEnlargesASmallFace) {
    auto crop = Painted(0, 90).crop({.style = PortraitStyle::token_image});
    ASSERT_TRUE(crop) << crop.error().message;
    EXPECT_EQ(crop->image.width(), 360);
    EXPECT_EQ(crop->image.height(), 480);
    EXPECT_EQ(crop->enlargement, 1);
    auto enlarged = Painted(0, 90).crop({.style = PortraitStyle::token_image, .most_enlargement = 2});
    ASSERT_TRUE(enlarged);
    EXPECT_EQ(enlarged->image.width(), 480);
    expect_dots(*enlarged);
}

TEST(PortraitCrop, SaysWhyThereIsNone) {
    auto small = Painted(0, 40).crop();
    ASSERT_FALSE(small);
    EXPECT_NE(small.error().message.find("face is too small"), std::string::npos) << small.error().message;
    auto leaving = Painted(0, 200, {800, 200}).crop();
    ASSERT_FALSE(leaving);
    EXPECT_NE(leaving.error().message.find("at the top"), std::string::npos) << leaving.error().message;
    Painted painted(0);
    painted.face.chin = painted.face.left_eye;
    EXPECT_EQ(painted.crop().error().code, ErrorCode::invalid_argument);
    painted.face.left_eye.x = std::nan("");
    EXPECT_EQ(painted.crop().error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(Painted(0).crop({.most_enlargement = 0.5}));
    EXPECT_FALSE(crop_portrait(Image(), Painted(0).face));
}

TEST(PortraitCrop, TakesAnAbsentCrownAsFarAboveTheEyesAsTheChinIsBelow) {
    Painted painted(0);
    painted.face.crown.reset();
    auto crop = painted.crop();
    ASSERT_TRUE(crop) << crop.error().message;
    EXPECT_FALSE(crop->landmarks.crown);
    EXPECT_NEAR((crop->landmarks.chin.y - crop->landmarks.left_eye.y) / crop->image.height(), 0.36, 0.005);
}

using CroppedPortrait = RealPortrait;

TEST_F(CroppedPortrait, KeepsToItsBytesAndIsCheckedAfterCompression) {
    auto image = image_of(enlarged());
    auto found = checker().check(image, profiles::icao_9303());
    ASSERT_TRUE(found && found->landmarks);
    auto crop = crop_portrait(image, *found->landmarks);
    ASSERT_TRUE(crop) << crop.error().message;
    for (auto format : {PortraitFormat::jpeg, PortraitFormat::jpeg_2000}) {
        auto encoded = encode_portrait(*crop, format, 20'000, checker(), profile_of(PortraitStyle::portrait_35x45));
        ASSERT_TRUE(encoded) << encoded.error().message;
        EXPECT_LE(encoded->file.size(), 20'000U);
        EXPECT_GE(encoded->file.size(), 15'000U);
        EXPECT_EQ(encoded->jpeg_quality.has_value(), format == PortraitFormat::jpeg);
        EXPECT_EQ(encoded->check.face_count, 1);
        for (const char* name : {"head_height", "eye_line", "horizontal_centre"})
            EXPECT_EQ(verdict(encoded->check, name), FindingVerdict::pass) << name << raw(encoded->check, name);
        EXPECT_NEAR(raw(encoded->check, "head_pose_roll"), 0, 2);
    }
    auto too_small = encode_portrait(*crop, PortraitFormat::jpeg, 2'000, checker(), profiles::icao_9303_cropped());
    ASSERT_FALSE(too_small);
    EXPECT_NE(too_small.error().message.find("2000"), std::string::npos);
}

}  // namespace
}  // namespace limner
