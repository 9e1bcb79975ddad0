#include <limner/frame/image_file.h>

#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace limner {
namespace {

using test::bytes_of;
using test::gradient_gray;
using test::gradient_rgb;
using test::mean_difference;
using testing::HasSubstr;

std::string reason_of(const Result<ImageFile>& result, ErrorCode code = ErrorCode::unreadable_file) {
    if (result) return "it was read";
    EXPECT_EQ(result.error().code, code) << result.error().message;
    return result.error().message;
}

TEST(ReadImage, SaysThatAFileIsMissing) {
    EXPECT_THAT(reason_of(read_image("/no/such/folder/scan.png"), ErrorCode::file_missing),
                HasSubstr("/no/such/folder/scan.png"));
}

TEST(ReadImage, RefusesAFolderAndAPipeWithoutWaiting) {
    test::TemporaryFolder folder;
    EXPECT_THAT(reason_of(read_image(folder.path())), HasSubstr("folder"));
    auto pipe = folder.path() / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_THAT(reason_of(read_image(pipe)), HasSubstr("no regular file"));
}

TEST(ReadImage, RefusesAnEmptyFile) {
    test::TemporaryFolder folder;
    auto path = folder.write("scan.png", std::string_view{});
    EXPECT_THAT(reason_of(read_image(path)), HasSubstr(path.native() + ": empty"));
}

TEST(ReadImage, RefusesTextUnderAnImagesName) {
    test::TemporaryFolder folder;
    EXPECT_THAT(reason_of(read_image(folder.write("scan.jpg", "P<UTOERIKSSON<<ANNA<MARIA"))), HasSubstr("known type"));
}

TEST(ReadImage, KnowsAFileByItsContentAndNotByItsName) {
    test::TemporaryFolder folder;
    auto file = read_image(folder.write("scan.jpg", encode_png(gradient_rgb(40, 30)).value()));
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->format, "png");
    EXPECT_EQ(mean_difference(file->image, gradient_rgb(40, 30)), 0);
}

TEST(ReadImage, RefusesAFileAboveTheLimitOfBytes) {
    test::TemporaryFolder folder;
    auto path = folder.write("scan.png", encode_png(gradient_rgb(40, 30)).value());
    EXPECT_THAT(reason_of(read_image(path, {.max_file_bytes = 20})), HasSubstr("limit of 20 bytes"));
}

TEST(ReadImage, HasNoSecondPageOfASinglePicture) {
    test::TemporaryFolder folder;
    auto path = folder.write("scan.png", encode_png(gradient_rgb(40, 30)).value());
    EXPECT_THAT(reason_of(read_image_page(path, 2), ErrorCode::invalid_argument), HasSubstr("page 2"));
    EXPECT_THAT(reason_of(read_image_page(path, 0), ErrorCode::invalid_argument), HasSubstr("count from 1"));
}

// Every format, cut at every sixteenth of its length, at its last bytes, and with its end overwritten.
TEST(DecodeImage, NeverTakesATruncatedFileForAWholeOne) {
    Image picture = gradient_rgb(90, 70);
    std::vector<std::pair<std::string, test::Bytes>> files{
        {"png", encode_png(picture).value()},
        {"jpeg", encode_jpeg(picture, 90).value()},
        {"tiff", test::write_by_leptonica(picture, "tiff", 300)},
        {"bmp", test::write_by_leptonica(picture, "bmp", 300)},
        {"pnm", test::write_by_leptonica(picture, "pnm")},
        {"webp", test::write_by_leptonica(picture, "webp")},
        {"webp-lossless", test::write_by_leptonica(picture, "webp-lossless")},
    };
    for (const auto& [name, whole] : files) {
        ASSERT_FALSE(whole.empty()) << name;
        auto good = decode_image(whole, name);
        ASSERT_TRUE(good) << good.error().message;
        for (std::size_t part = 1; part < 16; ++part) {
            auto cut = std::span(whole).first(whole.size() * part / 16);
            auto result = decode_image(cut, name);
            ASSERT_FALSE(result) << name << " cut at " << cut.size() << " of " << whole.size();
            EXPECT_EQ(result.error().code, ErrorCode::unreadable_file);
        }
    }
}

TEST(DecodeImage, RefusesAPictureAboveTheLimitsByItsHeader) {
    Image picture = gradient_rgb(90, 70);
    for (const auto& file : {encode_png(picture).value(), encode_jpeg(picture, 90).value(),
                             test::write_by_leptonica(picture, "tiff"), test::write_by_leptonica(picture, "bmp"),
                             test::write_by_leptonica(picture, "pnm"), test::write_by_leptonica(picture, "webp")}) {
        EXPECT_THAT(reason_of(decode_image(file, "scan", {.max_side_px = 80})), HasSubstr("scan: 90 x 70 pixels"));
        EXPECT_THAT(reason_of(decode_image(file, "scan", {.max_pixels = 6000})), HasSubstr("limit"));
        EXPECT_TRUE(decode_image(file, "scan", {.max_side_px = 90, .max_pixels = 6300}));
    }
}

// A header that claims 20,000 x 20,000 pixels must cost nothing.
TEST(DecodeImage, RefusesAHugeClaimWithoutAllocatingIt) {
    auto png = encode_png(gradient_gray(8, 8)).value();
    auto bmp = test::write_by_leptonica(gradient_rgb(8, 8), "bmp");
    for (auto place : {18u, 22u}) {
        bmp[place] = std::byte{0x20};
        bmp[place + 1] = std::byte{0x4e};
    }
    EXPECT_THAT(reason_of(decode_image(bmp, "huge.bmp")), HasSubstr("huge.bmp"));
    EXPECT_THAT(reason_of(decode_image(bytes_of("P6\n20000 20000\n255\n"), "huge.ppm")), HasSubstr("20000 x 20000"));
    test::RawPng huge{.width = 20'000, .height = 20'000, .bit_depth = 1};
    huge.rows.resize(2500 * 20'000u);
    EXPECT_THAT(reason_of(decode_image(test::write_png(huge), "huge.png")), HasSubstr("20000 x 20000"));
}

TEST(DecodeImage, RefusesAPdfInMemory) {
    EXPECT_THAT(reason_of(decode_image(bytes_of(test::make_pdf(1, 72, 72)), "scan.pdf")), HasSubstr("from a file"));
}

TEST(DecodeImage, CarriesTheStatedResolutionOfEveryFormatThatHasOne) {
    Image picture = gradient_rgb(40, 30);
    EXPECT_NEAR(decode_image(encode_png(picture, 300).value(), "a")->ppi.value_or(0), 300, 0.1);
    EXPECT_NEAR(decode_image(encode_jpeg(picture, 90, 600).value(), "a")->ppi.value_or(0), 600, 0.1);
    EXPECT_NEAR(decode_image(test::write_by_leptonica(picture, "tiff", 200), "a")->ppi.value_or(0), 200, 0.1);
    EXPECT_NEAR(decode_image(test::write_by_leptonica(picture, "bmp", 150), "a")->ppi.value_or(0), 150, 1);
}

TEST(DecodeImage, TakesAnImplausibleOrAbsentResolutionForNone) {
    Image picture = gradient_rgb(40, 30);
    EXPECT_FALSE(decode_image(encode_png(picture).value(), "a")->ppi);
    EXPECT_FALSE(decode_image(encode_png(picture, 2).value(), "a")->ppi);
    EXPECT_FALSE(decode_image(encode_jpeg(picture, 90).value(), "a")->ppi);
    EXPECT_FALSE(decode_image(encode_jpeg(picture, 90, 60'000).value(), "a")->ppi);
}

}  // namespace
}  // namespace limner
