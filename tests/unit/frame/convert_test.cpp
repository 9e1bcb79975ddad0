#include <limner/frame/image.h>
#include <limner/frame/image_file.h>

#include "support/sample_images.h"

#include <gtest/gtest.h>

#include <cstring>

namespace limner {
namespace {

using test::sample_at;

Image image_of(int width, int height, PixelFormat format, const std::vector<int>& samples) {
    test::Bytes bytes;
    for (int sample : samples) bytes.push_back(static_cast<std::byte>(sample));
    return Image::from_pixels(width, height, format, std::move(bytes)).value();
}

Image wide(int width, int height, PixelFormat format, const std::vector<std::uint16_t>& samples) {
    test::Bytes bytes(samples.size() * 2);
    std::memcpy(bytes.data(), samples.data(), bytes.size());
    return Image::from_pixels(width, height, format, std::move(bytes)).value();
}

void expect_rgb(const Image& image, int x, int y, int red, int green, int blue, int tolerance = 2) {
    EXPECT_NEAR(sample_at(image, x, y, 0), red, tolerance) << x << "," << y;
    EXPECT_NEAR(sample_at(image, x, y, 1), green, tolerance) << x << "," << y;
    EXPECT_NEAR(sample_at(image, x, y, 2), blue, tolerance) << x << "," << y;
}

TEST(ToDisplayable, ReturnsAnRgbOrGrayImageWithoutACopy) {
    for (const Image& image : {test::gradient_rgb(20, 10), test::gradient_gray(20, 10)})
        EXPECT_EQ(to_displayable(image)->bytes().data(), image.bytes().data());
}

TEST(ToDisplayable, KeepsTheUpperByteOfWideSamples) {
    auto gray = to_displayable(wide(2, 1, PixelFormat::gray16, {0x12ff, 0xff00}));
    ASSERT_TRUE(gray);
    EXPECT_EQ(gray->format(), PixelFormat::gray8);
    EXPECT_EQ(sample_at(*gray, 0, 0), 0x12);
    EXPECT_EQ(sample_at(*gray, 1, 0), 0xff);
    auto rgb = to_displayable(wide(1, 1, PixelFormat::rgb16, {0x1234, 0x5678, 0x9abc}));
    ASSERT_TRUE(rgb);
    expect_rgb(*rgb, 0, 0, 0x12, 0x56, 0x9a, 0);
}

// BT.601 limited range: white is 235, black 16; the primaries' codes are those of BT.601's matrix.
TEST(ToDisplayable, DecodesYuyvWithItsLimitedRange) {
    auto rgb = to_displayable(image_of(4, 1, PixelFormat::yuyv, {235, 128, 16, 128, 81, 90, 81, 240}));
    ASSERT_TRUE(rgb);
    EXPECT_EQ(rgb->format(), PixelFormat::rgb8);
    expect_rgb(*rgb, 0, 0, 255, 255, 255);
    expect_rgb(*rgb, 1, 0, 0, 0, 0);
    expect_rgb(*rgb, 2, 0, 255, 0, 0);
    expect_rgb(*rgb, 3, 0, 255, 0, 0);
}

TEST(ToDisplayable, SharesOneChromaSampleAmongFourPixelsOfNv12) {
    auto rgb = to_displayable(image_of(2, 2, PixelFormat::nv12, {145, 145, 145, 16, 54, 34}));
    ASSERT_TRUE(rgb);
    expect_rgb(*rgb, 0, 0, 0, 255, 0);
    expect_rgb(*rgb, 0, 1, 0, 255, 0);
}

TEST(ToDisplayable, FindsEachColourOfEveryBayerPattern) {
    struct Case {
        PixelFormat format;
        int red_x, red_y;
    };
    for (Case c : {Case{PixelFormat::bayer_rggb8, 0, 0}, Case{PixelFormat::bayer_grbg8, 1, 0},
                   Case{PixelFormat::bayer_gbrg8, 0, 1}, Case{PixelFormat::bayer_bggr8, 1, 1}}) {
        std::vector<int> mosaic;
        for (int y = 0; y < 5; ++y)
            for (int x = 0; x < 7; ++x) {
                bool is_red = x % 2 == c.red_x && y % 2 == c.red_y, is_blue = x % 2 != c.red_x && y % 2 != c.red_y;
                mosaic.push_back(is_red ? 200 : is_blue ? 30 : 100);
            }
        auto rgb = to_displayable(image_of(7, 5, c.format, mosaic));
        ASSERT_TRUE(rgb) << name_of(c.format);
        for (int y = 0; y < 5; ++y)
            for (int x = 0; x < 7; ++x) expect_rgb(*rgb, x, y, 200, 100, 30, 0);
    }
}

TEST(ToDisplayable, FollowsASlopeThroughABayerMosaic) {
    std::vector<int> mosaic;
    for (int y = 0; y < 6; ++y)
        for (int x = 0; x < 8; ++x) mosaic.push_back(10 * x + 5 * y);
    auto rgb = *to_displayable(image_of(8, 6, PixelFormat::bayer_rggb8, mosaic));
    for (int y = 1; y < 5; ++y)
        for (int x = 1; x < 7; ++x) expect_rgb(rgb, x, y, 10 * x + 5 * y, 10 * x + 5 * y, 10 * x + 5 * y, 1);
}

TEST(ToDisplayable, TakesABayerImageOfOnePixel) {
    auto rgb = to_displayable(image_of(1, 1, PixelFormat::bayer_rggb8, {77}));
    ASSERT_TRUE(rgb);
    EXPECT_EQ(sample_at(*rgb, 0, 0, 0), 77);
}

TEST(ToDisplayable, DecodesAJpegFrame) {
    Image picture = test::gradient_rgb(64, 48);
    auto jpeg = encode_jpeg(picture, 95).value();
    auto frame = Image::from_pixels(64, 48, PixelFormat::jpeg, jpeg).value();
    auto rgb = to_displayable(frame);
    ASSERT_TRUE(rgb);
    EXPECT_LT(test::mean_difference(*rgb, picture), 4);
    auto gray = to_gray8(frame);
    ASSERT_TRUE(gray);
    EXPECT_LT(test::mean_difference(*gray, *to_gray8(picture)), 4);
}

TEST(ToDisplayable, CallsAJpegFrameOfAnotherSizeThanItClaimsBadData) {
    auto jpeg = encode_jpeg(test::gradient_rgb(64, 48), 95).value();
    for (auto [width, height] : {std::pair{48, 64}, std::pair{32, 24}, std::pair{640, 480}}) {
        auto frame = Image::from_pixels(width, height, PixelFormat::jpeg, jpeg).value();
        auto rgb = to_displayable(frame);
        ASSERT_FALSE(rgb);
        EXPECT_EQ(rgb.error().code, ErrorCode::bad_data);
    }
}

TEST(ToDisplayable, CallsATruncatedJpegFrameBadData) {
    auto jpeg = encode_jpeg(test::gradient_rgb(64, 48), 95).value();
    jpeg.resize(jpeg.size() / 2);
    auto rgb = to_displayable(Image::from_pixels(64, 48, PixelFormat::jpeg, jpeg).value());
    ASSERT_FALSE(rgb);
    EXPECT_EQ(rgb.error().code, ErrorCode::bad_data);
    EXPECT_NE(rgb.error().message.find("truncated"), std::string::npos) << rgb.error().message;
}

TEST(ToDisplayable, RefusesAnEmptyImage) {
    EXPECT_EQ(to_displayable(Image{}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(to_gray8(Image{}).error().code, ErrorCode::invalid_argument);
}

TEST(ToGray8, WeighsTheColoursAsBt601Does) {
    auto gray = to_gray8(image_of(4, 1, PixelFormat::rgb8, {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}));
    ASSERT_TRUE(gray);
    EXPECT_NEAR(sample_at(*gray, 0, 0), 76, 1);
    EXPECT_NEAR(sample_at(*gray, 1, 0), 150, 1);
    EXPECT_NEAR(sample_at(*gray, 2, 0), 29, 1);
    EXPECT_EQ(sample_at(*gray, 3, 0), 255);
}

TEST(ToGray8, TakesTheLumaOfYuyvAndNv12InFullRange) {
    auto packed = to_gray8(image_of(2, 1, PixelFormat::yuyv, {16, 90, 235, 240}));
    ASSERT_TRUE(packed);
    EXPECT_EQ(sample_at(*packed, 0, 0), 0);
    EXPECT_EQ(sample_at(*packed, 1, 0), 255);
    auto planar = to_gray8(image_of(2, 2, PixelFormat::nv12, {16, 235, 126, 16, 1, 2}));
    ASSERT_TRUE(planar);
    EXPECT_EQ(sample_at(*planar, 1, 0), 255);
    EXPECT_NEAR(sample_at(*planar, 0, 1), 128, 1);
}

TEST(ToGray8, AgreesWithTheLumaOfTheDisplayableImageForEveryFormat) {
    auto bayer = image_of(4, 2, PixelFormat::bayer_grbg8, {10, 20, 30, 40, 50, 60, 70, 80});
    auto deep = wide(2, 1, PixelFormat::rgb16, {0x1000, 0x8000, 0xff00, 0x2000, 0x3000, 0x4000});
    for (const Image& image : {bayer, deep})
        EXPECT_EQ(test::mean_difference(*to_gray8(image), *to_gray8(*to_displayable(image))), 0);
}

}  // namespace
}  // namespace limner
