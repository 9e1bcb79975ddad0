#include <limner/recognise/barcode.h>

#include "support/barcode_painter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

using namespace std::chrono_literals;

cv::Mat matrix_of(const Image& image) {
    return cv::Mat(image.height(), image.width(), CV_8U, const_cast<std::byte*>(image.bytes().data())).clone();
}

Image image_of(const cv::Mat& gray) {
    const auto* first = reinterpret_cast<const std::byte*>(gray.data);
    return Image::from_pixels(gray.cols, gray.rows, PixelFormat::gray8, {first, first + gray.total()}).value();
}

std::vector<Barcode> read(const Image& image) {
    auto read = read_barcodes(image, Until::in(20s));
    EXPECT_TRUE(read) << read.error().message;
    return read ? *read : std::vector<Barcode>{};
}

TEST(Barcode, ReadsEveryFormatOnGreyPaperTurnedByANinetyDegreesAndBack) {
    for (auto format : {BarcodeFormat::pdf417, BarcodeFormat::qr, BarcodeFormat::data_matrix, BarcodeFormat::aztec}) {
        const auto code = test::paint_barcode(format, "KARTU 3171234567890123", 240, 240);
        if (!code) GTEST_SKIP() << "needs zxing-cpp";
        cv::Mat paper(500, 600, CV_8U, cv::Scalar(200));
        cv::Mat ink = matrix_of(*code) * 0.6 + 40;
        ink.copyTo(paper(cv::Rect(120, 80, ink.cols, ink.rows)));
        for (int turn : {-1, static_cast<int>(cv::ROTATE_90_CLOCKWISE), static_cast<int>(cv::ROTATE_180)}) {
            cv::Mat turned = paper;
            if (turn >= 0) cv::rotate(paper, turned, turn);
            const auto found = read(image_of(turned));
            ASSERT_EQ(found.size(), 1u) << name_of(format) << " turn " << turn;
            EXPECT_EQ(found[0].format, format);
            EXPECT_EQ(found[0].text, "KARTU 3171234567890123");
            if (turn < 0) {
                EXPECT_NEAR(found[0].quad[0].x, 120, 50) << name_of(format);
                EXPECT_NEAR(found[0].quad[0].y, 80, 150) << name_of(format);
            }
        }
    }
}

TEST(Barcode, ParsesALicencesPdf417AlsoAtFewPixelsAModule) {
    const auto code = test::paint_barcode(BarcodeFormat::pdf417, test::licence_payload(), 10, 10);
    if (!code) GTEST_SKIP() << "needs zxing-cpp";
    cv::Mat large;
    cv::resize(matrix_of(*code), large, {}, 4, 4, cv::INTER_NEAREST);
    for (double pixels_a_module : {3.0, 1.6}) {
        cv::Mat seen;
        cv::resize(large, seen, {}, pixels_a_module / 4, pixels_a_module / 4, cv::INTER_AREA);
        cv::copyMakeBorder(seen, seen, 30, 30, 30, 30, cv::BORDER_CONSTANT, cv::Scalar(255));
        const auto found = read(image_of(seen));
        ASSERT_EQ(found.size(), 1u) << pixels_a_module;
        ASSERT_TRUE(found[0].aamva) << found[0].text;
        EXPECT_EQ(found[0].aamva->document_number, "D1234567");
    }
}

TEST(Barcode, FindsSeveralCodesAndKeepsBytesThatAreNoText) {
    const auto one = test::paint_barcode(BarcodeFormat::qr, "https://example.org/akta/1", 150, 150);
    const auto other = test::paint_barcode(BarcodeFormat::data_matrix, "B2", 120, 120);
    if (!one || !other) GTEST_SKIP() << "needs zxing-cpp";
    cv::Mat paper(400, 700, CV_8U, cv::Scalar(255));
    matrix_of(*one).copyTo(paper(cv::Rect(40, 60, one->width(), one->height())));
    matrix_of(*other).copyTo(paper(cv::Rect(400, 80, other->width(), other->height())));
    auto found = read(image_of(paper));
    ASSERT_EQ(found.size(), 2u);
    std::ranges::sort(found, {}, &Barcode::text);
    EXPECT_EQ(found[0].text, "B2");
    EXPECT_EQ(found[1].bytes.size(), found[1].text.size());
}

TEST(Barcode, FindsNoneOnPlainPaperAndNoneInNoise) {
    if (!test::paint_barcode(BarcodeFormat::qr, "x", 40, 40)) GTEST_SKIP() << "needs zxing-cpp";
    cv::Mat noise(300, 300, CV_8U);
    cv::randu(noise, 0, 255);
    EXPECT_TRUE(read(image_of(noise)).empty());
    EXPECT_TRUE(read(image_of(cv::Mat(300, 300, CV_8U, cv::Scalar(230)))).empty());
    EXPECT_TRUE(read(image_of(cv::Mat(1, 1, CV_8U, cv::Scalar(0)))).empty());
}

TEST(Barcode, SaysWhyItDoesNotRead) {
    if (!test::paint_barcode(BarcodeFormat::qr, "x", 40, 40)) GTEST_SKIP() << "needs zxing-cpp";
    EXPECT_EQ(read_barcodes(Image{}, Until::in(1s)).error().code, ErrorCode::invalid_argument);
    const Image white = image_of(cv::Mat(60, 60, CV_8U, cv::Scalar(255)));
    EXPECT_EQ(read_barcodes(white, Until::in(0s)).error().code, ErrorCode::timed_out);
}

}  // namespace
}  // namespace limner
