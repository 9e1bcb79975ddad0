#include "picture_maker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace limner::gige {
namespace {

std::vector<std::byte> bytes(std::initializer_list<int> values) {
    std::vector<std::byte> all;
    for (int one : values) all.push_back(static_cast<std::byte>(one));
    return all;
}

const CameraFormat* format(std::string_view name) {
    const auto all = known_formats();
    const auto found = std::ranges::find(all, name, &CameraFormat::name);
    return found == all.end() ? nullptr : &*found;
}

/// The samples of a picture of one row.
std::vector<int> samples(std::string_view name, int width, const std::vector<std::byte>& content) {
    PictureMaker maker;
    auto picture = maker.make({content, width, 1, 0, format(name)});
    EXPECT_TRUE(picture) << name << ": " << picture.error().message;
    std::vector<int> all;
    if (!picture) return all;
    const auto pixels = picture->pixels;
    if (picture->format != PixelFormat::gray16) {
        for (std::byte one : pixels) all.push_back(std::to_integer<int>(one));
        return all;
    }
    for (std::size_t i = 0; i + 1 < pixels.size(); i += 2) {
        std::uint16_t value = 0;
        std::memcpy(&value, pixels.data() + i, sizeof value);
        all.push_back(value);
    }
    return all;
}

using Samples = std::vector<int>;

TEST(GigePicture, IsPassedOnWhereTheSdkHasItsFormat) {
    const auto content = bytes({1, 2, 3, 99, 4, 5, 6});
    PictureMaker maker;
    auto picture = maker.make({content, 3, 2, 1, format("Mono8")});
    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_EQ(picture->format, PixelFormat::gray8);
    EXPECT_EQ(picture->stride_bytes, 4u) << "the padding of its rows is skipped, not copied";
    EXPECT_EQ(picture->pixels.data(), content.data());
    EXPECT_EQ(picture->pixels.size(), 7u);
}

TEST(GigePicture, KeepsTheSamplesOfGrayInTheUpperBits) {
    EXPECT_EQ(samples("Mono10", 2, bytes({0xff, 0x03, 0x01, 0x00})), (Samples{0xffc0, 0x0040}));
    EXPECT_EQ(samples("Mono12", 2, bytes({0xff, 0x0f, 0x34, 0x02})), (Samples{0xfff0, 0x2340}));
    EXPECT_EQ(samples("Mono14", 1, bytes({0x01, 0x20})), (Samples{0x8004}));
    EXPECT_EQ(samples("Mono16", 1, bytes({0x34, 0x12})), (Samples{0x1234}));
}

TEST(GigePicture, UnpacksSamplesThatShareBytes) {
    // 0xabc and 0x123, the lower bits of both in the middle byte.
    EXPECT_EQ(samples("Mono12Packed", 2, bytes({0xab, 0x3c, 0x12})), (Samples{0xabc0, 0x1230}));
    EXPECT_EQ(samples("Mono10Packed", 2, bytes({0xff, 0x21, 0x80})), (Samples{0xff40, 0x8080}));
    // The same two, one after the other from the lowest bit on.
    EXPECT_EQ(samples("Mono12p", 2, bytes({0xbc, 0x3a, 0x12})), (Samples{0xabc0, 0x1230}));
    // 0x3ff, 0x000, 0x155, 0x2aa in five bytes.
    EXPECT_EQ(samples("Mono10p", 4, bytes({0xff, 0x03, 0x50, 0x95, 0xaa})), (Samples{0xffc0, 0, 0x5540, 0xaa80}));
}

TEST(GigePicture, KeepsTheUpperEightBitsOfBayer) {
    EXPECT_EQ(samples("BayerRG12", 2, bytes({0xbc, 0x0a, 0xff, 0x0f})), (Samples{0xab, 0xff}));
    EXPECT_EQ(samples("BayerGB10p", 4, bytes({0xff, 0x03, 0x50, 0x95, 0xaa})), (Samples{0xff, 0, 0x55, 0xaa}));
    EXPECT_EQ(samples("BayerBG12Packed", 2, bytes({0xab, 0x3c, 0x12})), (Samples{0xab, 0x12}));
}

TEST(GigePicture, PutsColoursInOrder) {
    EXPECT_EQ(samples("BGR8", 2, bytes({1, 2, 3, 4, 5, 6})), (Samples{3, 2, 1, 6, 5, 4}));
    EXPECT_EQ(samples("RGBa8", 2, bytes({1, 2, 3, 9, 4, 5, 6, 9})), (Samples{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(samples("BGRa8", 1, bytes({1, 2, 3, 9})), (Samples{3, 2, 1}));
}

TEST(GigePicture, ComputesColoursOfLumaAndChroma) {
    // Red by each standard, rounded to whole levels of luma and chroma.
    const auto first_of = [](Samples all) { return Samples(all.begin(), all.begin() + 3); };
    EXPECT_EQ(first_of(samples("YUV422_8_UYVY", 2, bytes({85, 76, 255, 76}))), (Samples{254, 0, 0}));
    EXPECT_EQ(first_of(samples("YUV422_8", 2, bytes({76, 85, 76, 255}))), (Samples{254, 0, 0}));
    EXPECT_EQ(first_of(samples("YCbCr422_8_CbYCrY", 2, bytes({85, 76, 255, 76}))), (Samples{254, 0, 0}));
    EXPECT_EQ(first_of(samples("YCbCr601_422_8_CbYCrY", 2, bytes({90, 81, 240, 81}))), (Samples{254, 0, 0}));
    EXPECT_EQ(first_of(samples("YCbCr709_422_8", 2, bytes({63, 102, 63, 240}))), (Samples{255, 1, 0}));
    EXPECT_EQ(samples("YUV422_8", 2, bytes({0, 128, 255, 128})), (Samples{0, 0, 0, 255, 255, 255})) << "all levels";
    EXPECT_EQ(samples("YCbCr709_422_8_CbYCrY", 2, bytes({128, 16, 128, 235})), (Samples{0, 0, 0, 255, 255, 255}));
    EXPECT_EQ(samples("YCbCr601_422_8", 2, bytes({16, 128, 235, 128})), (Samples{16, 128, 235, 128})) << "as it is";
}

TEST(GigePicture, IsRefusedWhereItsNumbersDoNotAgree) {
    PictureMaker maker;
    const std::vector<std::byte> content(1'000);
    for (const CameraFormat& one : known_formats())
        for (auto [width, height, padding] :
             {std::array{0, 1, 0}, std::array{1, 0, 0}, std::array{-4, 4, 0}, std::array{70'000, 1, 0},
              std::array{4, 400, 0}, std::array{4, 4, -1}, std::array{4, 4, 400}}) {
            auto picture = maker.make({content, width, height, padding, &one});
            ASSERT_FALSE(picture) << one.name << " " << width << " x " << height;
            EXPECT_EQ(picture.error().code, ErrorCode::bad_data);
        }
    EXPECT_FALSE(maker.make({content, 3, 1, 0, format("Mono10p")})) << "its row ends within a byte";
    EXPECT_FALSE(maker.make({content, 5, 1, 0, format("Mono12Packed")}));
    EXPECT_FALSE(maker.make({content, 5, 1, 0, format("YUV422_8")}));
    EXPECT_FALSE(maker.make({content, 5, 1, 0, format("YCbCr601_422_8")}));
}

TEST(GigeFormats, AreEachThereOnceAndColourComesFirst) {
    std::set<std::uint32_t> codes;
    for (const CameraFormat& one : known_formats()) {
        EXPECT_TRUE(codes.insert(one.code).second) << one.name;
        EXPECT_EQ(find_format(one.code), &one);
    }
    EXPECT_EQ(find_format(0x020c001e), nullptr) << "YUV 4:1:1 is not read";
    EXPECT_LT(format("RGB8"), format("YUV422_8")) << "every pixel has its own colour";
    EXPECT_LT(format("BayerBG16"), format("Mono8"));
}

}  // namespace
}  // namespace limner::gige
