#include <limner/frame/image_file.h>

#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

#include <cstring>

namespace limner {
namespace {

using test::gradient_gray;
using test::gradient_rgb;
using test::mean_difference;
using test::sample_at;
using testing::HasSubstr;

ImageFile read(const test::Bytes& bytes, const std::string& name = "sample") {
    auto file = decode_image(bytes, name);
    EXPECT_TRUE(file) << (file ? "" : file.error().message);
    return file ? *file : ImageFile{};
}

test::Bytes raw(const std::vector<int>& samples) {
    test::Bytes bytes;
    for (int sample : samples) bytes.push_back(static_cast<std::byte>(sample));
    return bytes;
}

std::vector<int> samples_of_pixel(const Image& image, int x, int y) {
    std::vector<int> samples;
    for (int channel = 0; channel < bytes_per_pixel(image.format()); ++channel)
        samples.push_back(sample_at(image, x, y, channel));
    return samples;
}

TEST(Png, KeepsEveryPixelOfGrayAndColour) {
    EXPECT_EQ(mean_difference(read(encode_png(gradient_rgb(33, 21)).value()).image, gradient_rgb(33, 21)), 0);
    auto gray = read(encode_png(gradient_gray(33, 21)).value());
    EXPECT_EQ(gray.image.format(), PixelFormat::gray8);
    EXPECT_EQ(mean_difference(gray.image, gradient_gray(33, 21)), 0);
    EXPECT_FALSE(gray.is_lossy);
}

TEST(Png, KeepsTheUpperByteOfSixteenBits) {
    auto gray = read(test::write_png({2, 1, 16, PNG_COLOR_TYPE_GRAY, raw({0x12, 0xff, 0xfe, 0x00})}));
    EXPECT_EQ(sample_at(gray.image, 0, 0), 0x12);
    EXPECT_EQ(sample_at(gray.image, 1, 0), 0xfe);
}

TEST(Png, LaysAlphaOverWhite) {
    auto rgba =
        read(test::write_png({3, 1, 8, PNG_COLOR_TYPE_RGBA, raw({9, 8, 7, 0, 9, 8, 7, 255, 100, 0, 200, 128})}));
    EXPECT_EQ(samples_of_pixel(rgba.image, 0, 0), (std::vector{255, 255, 255}));
    EXPECT_EQ(samples_of_pixel(rgba.image, 1, 0), (std::vector{9, 8, 7}));
    EXPECT_NEAR(sample_at(rgba.image, 2, 0, 0), 177, 1);
    EXPECT_NEAR(sample_at(rgba.image, 2, 0, 1), 127, 1);
    auto gray = read(test::write_png({2, 1, 8, PNG_COLOR_TYPE_GRAY_ALPHA, raw({50, 0, 50, 255})}));
    EXPECT_EQ(gray.image.format(), PixelFormat::gray8);
    EXPECT_EQ(sample_at(gray.image, 0, 0), 255);
    EXPECT_EQ(sample_at(gray.image, 1, 0), 50);
    auto deep = read(test::write_png({1, 1, 16, PNG_COLOR_TYPE_RGBA, raw({0, 0, 0, 0, 0, 0, 0, 0})}));
    EXPECT_EQ(samples_of_pixel(deep.image, 0, 0), (std::vector{255, 255, 255}));
}

TEST(Png, ResolvesAPaletteAndFewBits) {
    auto palette = read(test::write_png({2, 1, 8, PNG_COLOR_TYPE_PALETTE, raw({1, 0}), {10, 20, 30, 40, 50, 60}}));
    EXPECT_EQ(samples_of_pixel(palette.image, 0, 0), (std::vector{40, 50, 60}));
    auto bits = read(test::write_png({8, 1, 1, PNG_COLOR_TYPE_GRAY, raw({0b10100000})}));
    EXPECT_EQ(sample_at(bits.image, 0, 0), 255);
    EXPECT_EQ(sample_at(bits.image, 1, 0), 0);
}

TEST(Png, ReadsAnInterlacedPicture) {
    Image picture = gradient_rgb(37, 23);
    test::RawPng png{37, 23, 8, PNG_COLOR_TYPE_RGB, {picture.bytes().begin(), picture.bytes().end()}};
    png.is_interlaced = true;
    EXPECT_EQ(mean_difference(read(test::write_png(png)).image, picture), 0);
}

TEST(Png, RefusesAnAnimatedOne) {
    auto png = encode_png(gradient_rgb(8, 8)).value();
    constexpr std::size_t after_header = 8 + 25;
    auto chunk = raw({0, 0, 0, 8, 'a', 'c', 'T', 'L', 0, 0, 0, 2, 0, 0, 0, 0, 0xf3, 0x8d, 0x93, 0x70});
    png.insert(png.begin() + after_header, chunk.begin(), chunk.end());
    auto file = decode_image(png, "moving.png");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().message, HasSubstr("animated"));
}

TEST(Png, RefusesAWrongChecksum) {
    auto png = encode_png(gradient_rgb(32, 32)).value();
    png[png.size() / 2] ^= std::byte{0xff};
    EXPECT_FALSE(decode_image(png, "damaged.png"));
}

TEST(EncodePng, WritesSixteenBitsWhole) {
    std::vector<std::uint16_t> samples{0x1234, 0xfedc};
    test::Bytes bytes(4);
    std::memcpy(bytes.data(), samples.data(), 4);
    auto png = encode_png(Image::from_pixels(2, 1, PixelFormat::gray16, bytes).value(), 500).value();
    auto file = read(png);
    EXPECT_EQ(sample_at(file.image, 0, 0), 0x12);
    EXPECT_EQ(sample_at(file.image, 1, 0), 0xfe);
    EXPECT_NEAR(file.ppi.value_or(0), 500, 0.1);
}

TEST(EncodePng, RefusesOtherFormatsAndResolutions) {
    auto yuyv = Image::from_pixels(2, 1, PixelFormat::yuyv, test::Bytes(4)).value();
    EXPECT_EQ(encode_png(yuyv).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(encode_png(Image{}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(encode_png(gradient_rgb(4, 4), 0.0).error().code, ErrorCode::invalid_argument);
}

TEST(Jpeg, ReadsGrayAndColourAndEstimatesTheQuality) {
    for (int quality : {20, 50, 75, 90, 95, 100}) {
        auto file = read(encode_jpeg(gradient_rgb(80, 60), quality).value());
        EXPECT_EQ(file.format, "jpeg");
        EXPECT_TRUE(file.is_lossy);
        EXPECT_NEAR(file.jpeg_quality.value_or(0), quality, 1);
        if (quality > 90) {
            EXPECT_LT(mean_difference(file.image, gradient_rgb(80, 60)), 4);
        }
    }
    auto gray = read(encode_jpeg(gradient_gray(80, 60), 90).value());
    EXPECT_EQ(gray.image.format(), PixelFormat::gray8);
    EXPECT_LT(mean_difference(gray.image, gradient_gray(80, 60)), 4);
}

TEST(Jpeg, ConvertsCmykOfAdobeAndOfOthers) {
    for (bool by_adobe : {false, true}) {
        auto file = read(test::write_cmyk_jpeg(16, 16, {0, 255, 255, 0}, by_adobe));
        EXPECT_NEAR(sample_at(file.image, 8, 8, 0), 255, 3) << by_adobe;
        EXPECT_NEAR(sample_at(file.image, 8, 8, 1), 0, 3) << by_adobe;
        EXPECT_NEAR(sample_at(file.image, 8, 8, 2), 0, 3) << by_adobe;
    }
    auto half = read(test::write_cmyk_jpeg(16, 16, {0, 0, 0, 128}, true));
    EXPECT_NEAR(sample_at(half.image, 8, 8, 0), 127, 3);
}

// The stored picture is red above green, blue at its top left corner; where each ends up says whether the turn is
// right.
TEST(Jpeg, IsTurnedUprightByItsExifOrientation) {
    test::Bytes pixels;
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 64; ++x) {
            bool is_corner = x < 16 && y < 16;
            auto colour = is_corner ? std::array{0, 0, 255} : y < 16 ? std::array{255, 0, 0} : std::array{0, 255, 0};
            for (int sample : colour) pixels.push_back(static_cast<std::byte>(sample));
        }
    Image stored = Image::from_pixels(64, 32, PixelFormat::rgb8, pixels).value();
    struct Case {
        int orientation, width, height, corner_x, corner_y;
    };
    for (Case c : {Case{1, 64, 32, 8, 8}, Case{2, 64, 32, 56, 8}, Case{3, 64, 32, 56, 24}, Case{4, 64, 32, 8, 24},
                   Case{5, 32, 64, 8, 8}, Case{6, 32, 64, 24, 8}, Case{7, 32, 64, 24, 56}, Case{8, 32, 64, 8, 56}}) {
        Image image = read(test::write_oriented_jpeg(stored, c.orientation)).image;
        EXPECT_EQ(image.width(), c.width) << c.orientation;
        EXPECT_EQ(image.height(), c.height) << c.orientation;
        EXPECT_GT(sample_at(image, c.corner_x, c.corner_y, 2), 200) << c.orientation;
        EXPECT_LT(sample_at(image, image.width() / 2, image.height() / 2, 2), 60) << c.orientation;
    }
}

TEST(Jpeg, SurvivesAnOrientationOutsideTheStandardAndJunkInExif) {
    EXPECT_EQ(read(test::write_oriented_jpeg(gradient_rgb(32, 16), 9)).image.width(), 32);
    auto jpeg = test::write_oriented_jpeg(gradient_rgb(32, 16), 6);
    // The EXIF block follows the start marker and the JFIF segment: from its directory on, all ones.
    constexpr std::size_t directory = 2 + 18 + 4 + 6 + 8, end_of_block = 2 + 18 + 4 + 32;
    for (std::size_t i = directory; i < end_of_block; ++i) jpeg[i] = std::byte{0xff};
    EXPECT_EQ(read(jpeg).image.width(), 32);
}

TEST(Jpeg, TakesStrayBytesBetweenSegmentsButNotDamagedPixels) {
    auto jpeg = encode_jpeg(gradient_rgb(64, 64), 90).value();
    auto stray = jpeg;
    constexpr std::ptrdiff_t after_jfif = 2 + 18;
    stray.insert(stray.begin() + after_jfif, 3, std::byte{0x42});
    EXPECT_TRUE(decode_image(stray, "stray.jpg")) << decode_image(stray, "stray.jpg").error().message;
    auto cut = jpeg;
    cut.erase(cut.end() - static_cast<std::ptrdiff_t>(cut.size() / 3), cut.end() - 2);
    auto file = decode_image(cut, "cut.jpg");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().message, HasSubstr("cut.jpg: truncated"));
}

TEST(EncodeJpeg, RefusesWhatJpegCannotHold) {
    EXPECT_EQ(encode_jpeg(gradient_rgb(8, 8), 0).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(encode_jpeg(gradient_rgb(8, 8), 101).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(encode_jpeg(Image{}, 90).error().code, ErrorCode::invalid_argument);
    auto deep = Image::from_pixels(1, 1, PixelFormat::gray16, test::Bytes(2)).value();
    EXPECT_EQ(encode_jpeg(deep, 90).error().code, ErrorCode::invalid_argument);
}

TEST(LosslessFormats, KeepEveryPixel) {
    for (const char* format : {"tiff", "bmp", "pnm", "webp-lossless"}) {
        auto file = read(test::write_by_leptonica(gradient_rgb(41, 29), format), format);
        EXPECT_EQ(mean_difference(file.image, gradient_rgb(41, 29)), 0) << format;
        EXPECT_FALSE(file.is_lossy) << format;
        if (std::string_view(format).starts_with("webp")) continue;
        auto gray = read(test::write_by_leptonica(gradient_gray(41, 29), format), format);
        EXPECT_EQ(gray.image.format(), PixelFormat::gray8) << format;
        EXPECT_EQ(mean_difference(gray.image, gradient_gray(41, 29)), 0) << format;
    }
}

TEST(WebP, SaysWhetherItIsLossy) {
    auto file = read(test::write_by_leptonica(gradient_rgb(64, 48), "webp"));
    EXPECT_EQ(file.format, "webp");
    EXPECT_TRUE(file.is_lossy);
    EXPECT_LT(mean_difference(*to_gray8(file.image), gradient_gray(64, 48)), 12);
}

TEST(WebP, RefusesAnAnimatedOne) {
    auto webp = raw({'R', 'I', 'F', 'F', 22, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8',
                     'X', 10,  0,   0,   0,  2, 0, 0, 0,   9,   0,   0,   9,   0,   0});
    auto file = decode_image(webp, "moving.webp");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().message, HasSubstr("animated"));
}

TEST(Tiff, ReadsAFaxPage) {
    auto file = read(test::write_by_leptonica(gradient_gray(64, 48), "tiff-g4", 200));
    EXPECT_EQ(file.image.format(), PixelFormat::gray8);
    EXPECT_NEAR(file.ppi.value_or(0), 200, 0.1);
    for (auto sample : file.image.bytes()) ASSERT_TRUE(sample == std::byte{0} || sample == std::byte{255});
}

TEST(Tiff, HasPages) {
    test::TemporaryFolder folder;
    auto bytes = test::write_multipage_tiff({gradient_rgb(20, 10), gradient_gray(30, 15), gradient_rgb(40, 20)});
    auto path = folder.write("pages.tif", bytes);
    for (int page = 1; page <= 3; ++page) {
        auto file = read_image_page(path, page);
        ASSERT_TRUE(file) << file.error().message;
        EXPECT_EQ(file->page, page);
        EXPECT_EQ(file->page_count, 3);
        EXPECT_EQ(file->image.width(), 10 + 10 * page);
    }
    auto beyond = read_image_page(path, 4);
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(beyond.error().message, HasSubstr("has 3 pages"));
}

// A TIFF of 64 x 64 grey pixels whose directory comes before its pixels, so that a cut leaves the header whole.
TEST(Tiff, IsRefusedWhereItsPixelsAreCutOff) {
    auto tiff = raw({'I', 'I', '*', 0, 8, 0, 0, 0, 8, 0});
    struct Entry {
        int tag, type, value;
    };
    constexpr int pixels_at = 8 + 2 + 8 * 12 + 4;
    for (Entry e : {Entry{256, 3, 64}, Entry{257, 3, 64}, Entry{258, 3, 8}, Entry{259, 3, 1}, Entry{262, 3, 1},
                    Entry{273, 4, pixels_at}, Entry{278, 3, 64}, Entry{279, 4, 64 * 64}}) {
        auto entry = raw({e.tag & 255, e.tag >> 8, e.type, 0, 1, 0, 0, 0, e.value & 255, e.value >> 8, 0, 0});
        tiff.insert(tiff.end(), entry.begin(), entry.end());
    }
    tiff.resize(pixels_at);
    tiff.resize(pixels_at + 64 * 64, std::byte{0x80});
    EXPECT_EQ(sample_at(read(tiff).image, 63, 63), 0x80);
    tiff.resize(pixels_at + 64 * 32);
    auto file = decode_image(tiff, "cut.tif");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().message, HasSubstr("truncated"));
}

TEST(Tiff, IsRefusedWhereItsDirectoriesLoop) {
    // One empty directory that names itself as the next.
    auto tiff = raw({'I', 'I', '*', 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0});
    EXPECT_FALSE(decode_image(tiff, "loop.tif"));
}

}  // namespace
}  // namespace limner
