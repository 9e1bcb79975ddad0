#include <limner/frame/image_file.h>

#include "support/sample_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

namespace limner {
namespace {

using test::gradient_gray;
using test::gradient_rgb;
using test::mean_difference;
using testing::HasSubstr;
using Bytes = std::vector<std::byte>;

std::string jpeg_2000_error(std::span<const std::byte> file) {
    const auto read = decode_image(file, "photo.jp2");
    return read ? "read" : read.error().message;
}

std::size_t place_of(const Bytes& file, std::string_view what) {
    const auto at = std::ranges::search(file, std::as_bytes(std::span(what)));
    return static_cast<std::size_t>(at.begin() - file.begin());
}

// The codestream within the boxes.
Bytes codestream_of(const Bytes& file) {
    const auto begin = file.begin() + static_cast<std::ptrdiff_t>(place_of(file, "jp2c") + 4);
    return {begin, file.end()};
}

TEST(Jpeg2000, KeepsEveryPixelAndTheResolutionWhereNoBudgetIsGiven) {
    for (const Image& image : {gradient_gray(67, 45), gradient_rgb(67, 45), gradient_gray(1, 1)}) {
        const auto file = decode_image(encode_jpeg_2000(image, {.ppi = 1000}).value(), "photo.jp2").value();
        EXPECT_EQ(file.format, "jpeg_2000");
        EXPECT_EQ(file.image.format(), image.format());
        EXPECT_TRUE(std::ranges::equal(file.image.bytes(), image.bytes()));
        EXPECT_NEAR(file.ppi.value_or(0), 1000, 1e-6);
        EXPECT_FALSE(file.is_lossy);
    }
}

TEST(Jpeg2000, StaysWithinItsBudgetOfBytes) {
    const Image image = gradient_rgb(320, 240);
    for (std::size_t budget : {40'000u, 12'000u, 3'000u}) {
        const auto bytes = encode_jpeg_2000(image, {.max_bytes = budget, .ppi = 300}).value();
        EXPECT_LE(bytes.size(), budget);
        const auto file = decode_image(bytes, "photo.jp2").value();
        EXPECT_TRUE(file.is_lossy);
        EXPECT_LT(mean_difference(file.image, image), 12);
    }
    EXPECT_THAT(encode_jpeg_2000(image, {.max_bytes = 100}).error().message, HasSubstr("in 100 bytes"));
}

TEST(Jpeg2000, IsReadWithoutItsBoxesToo) {
    const Image image = gradient_gray(40, 30);
    const auto file = decode_image(codestream_of(encode_jpeg_2000(image).value()), "photo.j2k").value();
    EXPECT_TRUE(std::ranges::equal(file.image.bytes(), image.bytes()));
    EXPECT_FALSE(file.ppi);
}

TEST(Jpeg2000, CutAtAnyByteGivesAClearError) {
    const auto bytes = encode_jpeg_2000(gradient_rgb(24, 24), {.ppi = 500}).value();
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_THAT(jpeg_2000_error(std::span(bytes).first(length)), testing::StartsWith("photo.jp2: ")) << length;
}

TEST(Jpeg2000, RefusesASizeThatItsBytesCannotHoldBeforeAnythingIsAllocated) {
    auto bytes = codestream_of(encode_jpeg_2000(gradient_gray(40, 30)).value());
    constexpr std::size_t width = 9, tile_width = 25;  // their second bytes
    for (std::size_t at : {width, tile_width}) bytes.at(at) = std::byte{1};
    EXPECT_THAT(jpeg_2000_error(bytes), testing::AnyOf(HasSubstr("hold no 65576 x 30"), HasSubstr("above the limit")));
    const ImageLimits limits{.max_side_px = 32};
    EXPECT_THAT(decode_image(codestream_of(encode_jpeg_2000(gradient_gray(40, 30)).value()), "photo.j2k", limits)
                    .error()
                    .message,
                HasSubstr("above the limit"));
}

TEST(Jpeg2000, RefusesMoreTilesThanThereAre) {
    auto bytes = codestream_of(encode_jpeg_2000(gradient_gray(40, 30)).value());
    constexpr std::size_t tile_width = 27;  // its lowest byte
    bytes.at(tile_width) = std::byte{20};
    EXPECT_THAT(jpeg_2000_error(bytes), HasSubstr("1 of its 2 tiles are missing"));
}

}  // namespace
}  // namespace limner
