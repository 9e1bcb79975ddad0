#include "picture_maker.h"
#include "support/sample_images.h"

#include <limner/frame/image_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <linux/videodev2.h>

#include <array>
#include <bit>

namespace limner::v4l2 {
namespace {

using Bytes = std::vector<std::byte>;

Bytes bytes(std::initializer_list<int> values) {
    Bytes all;
    for (int value : values) all.push_back(static_cast<std::byte>(value));
    return all;
}

/// Four pixels in two rows, luma 10..40, one Cb and Cr for each row.
struct Sample {
    std::uint32_t fourcc;
    Bytes raw;
};
const Bytes as_yuyv = bytes({10, 100, 20, 200, 30, 110, 40, 210});
const Bytes as_nv12 = bytes({10, 20, 30, 40, 100, 200});
const Bytes as_rgb = bytes({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

Result<Picture> make(PictureMaker& maker, std::uint32_t fourcc, const Bytes& raw, std::uint32_t stride = 0,
                     ColourCoding coding = {}) {
    return maker.make({raw, 2, 2, stride, find_format(fourcc), coding});
}

void expect_becomes(const std::vector<Sample>& samples, PixelFormat format, const Bytes& expected) {
    for (const Sample& sample : samples) {
        PictureMaker maker;
        auto picture = make(maker, sample.fourcc, sample.raw);
        ASSERT_TRUE(picture) << picture.error().message;
        EXPECT_EQ(picture->format, format) << fourcc_text(sample.fourcc);
        EXPECT_TRUE(std::ranges::equal(picture->pixels, expected)) << fourcc_text(sample.fourcc);
    }
}

TEST(V4l2Picture, TheOrdersOf422BecomeYuyv) {
    expect_becomes({{V4L2_PIX_FMT_YUYV, as_yuyv},
                    {V4L2_PIX_FMT_UYVY, bytes({100, 10, 200, 20, 110, 30, 210, 40})},
                    {V4L2_PIX_FMT_YVYU, bytes({10, 200, 20, 100, 30, 210, 40, 110})},
                    {V4L2_PIX_FMT_VYUY, bytes({200, 10, 100, 20, 210, 30, 110, 40})},
                    {V4L2_PIX_FMT_NV16, bytes({10, 20, 30, 40, 100, 200, 110, 210})},
                    {V4L2_PIX_FMT_NV61, bytes({10, 20, 30, 40, 200, 100, 210, 110})},
                    {V4L2_PIX_FMT_YUV422P, bytes({10, 20, 30, 40, 100, 110, 200, 210})}},
                   PixelFormat::yuyv, as_yuyv);
}

TEST(V4l2Picture, TheOrdersOf420BecomeNv12) {
    expect_becomes({{V4L2_PIX_FMT_NV12, as_nv12},
                    {V4L2_PIX_FMT_NV21, bytes({10, 20, 30, 40, 200, 100})},
                    {V4L2_PIX_FMT_YUV420, bytes({10, 20, 30, 40, 100, 200})},
                    {V4L2_PIX_FMT_YVU420, bytes({10, 20, 30, 40, 200, 100})}},
                   PixelFormat::nv12, as_nv12);
}

TEST(V4l2Picture, TheOrdersOfRgbBecomeRgb8) {
    const Bytes bgrx = bytes({3, 2, 1, 0, 6, 5, 4, 0, 9, 8, 7, 0, 12, 11, 10, 0});
    const Bytes xrgb = bytes({0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12});
    expect_becomes({{V4L2_PIX_FMT_RGB24, as_rgb},
                    {V4L2_PIX_FMT_BGR24, bytes({3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10})},
                    {V4L2_PIX_FMT_BGR32, bgrx},
                    {V4L2_PIX_FMT_XBGR32, bgrx},
                    {V4L2_PIX_FMT_RGB32, xrgb},
                    {V4L2_PIX_FMT_XRGB32, xrgb},
                    {V4L2_PIX_FMT_RGBX32, bytes({1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12, 0})},
                    {V4L2_PIX_FMT_BGRX32, bytes({0, 3, 2, 1, 0, 6, 5, 4, 0, 9, 8, 7, 0, 12, 11, 10})}},
                   PixelFormat::rgb8, as_rgb);
}

TEST(V4l2Picture, FiveAndSixBitsAreWidenedToTheWholeRange) {
    const Bytes expected = bytes({255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255});
    expect_becomes({{V4L2_PIX_FMT_RGB565, bytes({0x00, 0xf8, 0xe0, 0x07, 0x1f, 0x00, 0xff, 0xff})},
                    {V4L2_PIX_FMT_RGB565X, bytes({0xf8, 0x00, 0x07, 0xe0, 0x00, 0x1f, 0xff, 0xff})}},
                   PixelFormat::rgb8, expected);
}

TEST(V4l2Picture, GrayOfMoreBitsFillsTheUpperOnes) {
    const std::array<std::uint16_t, 4> samples{0x0100, 0xff00, 0x8040, 0x0040};
    const auto raw = std::bit_cast<std::array<std::byte, 8>>(samples);
    expect_becomes({{V4L2_PIX_FMT_Y16, bytes({0x00, 0x01, 0x00, 0xff, 0x40, 0x80, 0x40, 0x00})},
                    {V4L2_PIX_FMT_Y16_BE, bytes({0x01, 0x00, 0xff, 0x00, 0x80, 0x40, 0x00, 0x40})},
                    {V4L2_PIX_FMT_Y10, bytes({0x04, 0x00, 0xfc, 0x03, 0x01, 0x02, 0x01, 0x00})}},
                   PixelFormat::gray16, Bytes(raw.begin(), raw.end()));
}

TEST(V4l2Picture, FormatsOfTheSdkAreNotCopied) {
    PictureMaker maker;
    const Bytes padded = bytes({10, 100, 20, 200, 0, 0, 30, 110, 40, 210, 0, 0});
    auto picture = make(maker, V4L2_PIX_FMT_YUYV, padded, 6);
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->pixels.data(), padded.data());
    EXPECT_EQ(picture->stride_bytes, 6U);
}

TEST(V4l2Picture, RowsWithPaddingLoseIt) {
    PictureMaker maker;
    auto picture = make(maker, V4L2_PIX_FMT_BGR24, bytes({3, 2, 1, 6, 5, 4, 0, 0, 9, 8, 7, 12, 11, 10, 0, 0}), 8);
    ASSERT_TRUE(picture);
    EXPECT_TRUE(std::ranges::equal(picture->pixels, as_rgb));
}

TEST(V4l2Picture, ColoursThatAreCodedOtherwiseAreComputedHere) {
    // A strong red by BT.709: R 201, G 30, B 44 of full range.
    const Bytes raw = bytes({67, 115, 67, 224, 67, 115, 67, 224});
    const ColourCoding bt709_full{0.2126, 0.0722, true};
    for (auto fourcc : {V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_YVYU, V4L2_PIX_FMT_NV12}) {
        PictureMaker maker;
        Bytes input = raw;
        if (fourcc == V4L2_PIX_FMT_YVYU) input = bytes({67, 224, 67, 115, 67, 224, 67, 115});
        if (fourcc == V4L2_PIX_FMT_NV12) input = bytes({67, 67, 67, 67, 115, 224});
        auto picture = make(maker, fourcc, input, 0, bt709_full);
        ASSERT_TRUE(picture);
        ASSERT_EQ(picture->format, PixelFormat::rgb8);
        ASSERT_EQ(picture->pixels.size(), 12U);
        const double y = 67, cb = 115 - 128, cr = 224 - 128;
        EXPECT_NEAR(std::to_integer<int>(picture->pixels[9]), y + 1.5748 * cr, 1.0);
        EXPECT_NEAR(std::to_integer<int>(picture->pixels[10]), y - 0.1873 * cb - 0.4681 * cr, 1.0);
        EXPECT_NEAR(std::to_integer<int>(picture->pixels[11]), y + 1.8556 * cb, 1.0);
    }
}

TEST(V4l2Picture, NumbersThatDoNotAgreeAreRefused) {
    PictureMaker maker;
    for (const VideoFormat& format : known_formats()) {
        for (auto [width, height, stride] : {std::array{0, 2, 0}, {2, -1, 0}, {70'000, 2, 0}, {64, 64, 0}, {4, 2, 1}}) {
            const RawPicture raw{as_yuyv, width, height, static_cast<std::uint32_t>(stride), &format, {}};
            auto picture = maker.make(raw);
            ASSERT_FALSE(picture) << fourcc_text(format.fourcc);
            EXPECT_EQ(picture.error().code, ErrorCode::bad_data);
        }
        const RawPicture odd{Bytes(64), 3, 3, 0, &format, {}};
        EXPECT_EQ(maker.make(odd).has_value(), !format.is_yuv && format.layout != Layout::motion_jpeg);
    }
}

class V4l2MotionJpeg : public testing::Test {
protected:
    static constexpr int width = 96, height = 64;
    Result<Picture> decode(const Bytes& file, int wide = width) {
        return maker_.make({file, wide, height, 0, find_format(V4L2_PIX_FMT_MJPEG), {}});
    }
    const Image image_ = test::gradient_rgb(width, height);
    const Bytes file_ = *encode_jpeg(image_, 95);
    PictureMaker maker_{};
};

TEST_F(V4l2MotionJpeg, IsDecodedToRgb) {
    auto picture = decode(file_);
    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_TRUE(picture->is_whole);
    auto decoded =
        Image::from_pixels(width, height, PixelFormat::rgb8, {picture->pixels.begin(), picture->pixels.end()});
    ASSERT_TRUE(decoded);
    EXPECT_LT(test::mean_difference(*decoded, image_), 6);
}

TEST_F(V4l2MotionJpeg, GetsTheStandardsTablesWhereItHasNone) {
    // Only a file that was written with them is equal without them.
    Bytes bare = file_;
    for (std::size_t i = 0; i + 3 < bare.size();) {
        const bool is_table = bare[i] == std::byte{0xff} && bare[i + 1] == std::byte{0xc4};
        if (!is_table) {
            ++i;
            continue;
        }
        const auto length =
            std::to_integer<std::ptrdiff_t>(bare[i + 2]) * 256 + std::to_integer<std::ptrdiff_t>(bare[i + 3]);
        const auto at = bare.begin() + static_cast<std::ptrdiff_t>(i);
        bare.erase(at, at + 2 + length);
    }
    ASSERT_LT(bare.size(), file_.size());
    EXPECT_TRUE(decode(bare));
}

TEST_F(V4l2MotionJpeg, CutShortIsGivenAsNotWhole) {
    auto picture = decode(Bytes(file_.begin(), file_.begin() + static_cast<std::ptrdiff_t>(file_.size() / 2)));
    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_FALSE(picture->is_whole);
}

TEST_F(V4l2MotionJpeg, OfAnotherSizeOrNoneAtAllIsRefused) {
    EXPECT_EQ(decode(file_, 64).error().code, ErrorCode::bad_data);
    EXPECT_EQ(decode({}).error().code, ErrorCode::bad_data);
    EXPECT_EQ(decode(Bytes(1'000)).error().code, ErrorCode::bad_data);
}

}  // namespace
}  // namespace limner::v4l2
