#include <limner/check/check_page.h>

#include "support/glyph_painter.h"
#include "support/page_renderer.h"
#include "support/sample_images.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

cv::Mat pixels_of_page(const test::PageSpec& spec) {
    const Image image = test::render_page(spec).value().image;
    cv::Mat pixels(image.height(), image.width(), CV_8UC3);
    std::memcpy(pixels.data, image.bytes().data(), pixels.total() * 3);
    return pixels;
}

Image image_of_page(const cv::Mat& pixels) {
    std::vector<std::byte> bytes(pixels.total() * pixels.elemSize());
    std::memcpy(bytes.data(), pixels.data, bytes.size());
    const auto format = pixels.channels() == 1 ? PixelFormat::gray8 : PixelFormat::rgb8;
    return Image::from_pixels(pixels.cols, pixels.rows, format, std::move(bytes)).value();
}

// Each pixel takes what `light` leaves of it.
template <typename Light>
cv::Mat under_light(const cv::Mat& page, const Light& light) {
    cv::Mat lit = page.clone();
    for (int y = 0; y < lit.rows; ++y)
        for (int x = 0; x < lit.cols; ++x) lit.at<cv::Vec3b>(y, x) = cv::Vec3b(lit.at<cv::Vec3b>(y, x) * light(x, y));
    return lit;
}

class PageHints : public testing::Test {
protected:
    void SetUp() override {
        if (!test::find_ocr_b_font()) GTEST_SKIP() << "the OCR-B font (Debian package fonts-ocr-b) is not installed";
        sheet_.paper = {246, 246, 244};
        sheet_.ppi = 200;
        sheet_.noise = passport_.noise = 3;
        passport_.mrz = test::specimen_mrz();
        passport_.portrait = test::gradient_rgb(70, 90);
        passport_.margin_mm = 12;
        passport_.ground = {60, 60, 62};
    }
    static PageCheck check_pixels(const cv::Mat& pixels, std::optional<double> ppi = 200) {
        return check_page(image_of_page(pixels), profiles::document_page(), ppi).value();
    }
    static void expect_hint(const PageCheck& check, const char* requirement) {
        const Finding* finding = check.report.find(requirement);
        ASSERT_TRUE(finding && finding->raw) << requirement;
        EXPECT_EQ(finding->verdict, FindingVerdict::not_assessed) << requirement << " " << *finding->raw;
        EXPECT_TRUE(finding->is_mandatory);
        EXPECT_FALSE(finding->text.en.empty() || finding->text.id.empty());
        EXPECT_EQ(check.report.verdict(), ReportVerdict::review) << requirement;
    }
    static void expect_none(const PageCheck& check, const char* requirement) {
        const Finding* finding = check.report.find(requirement);
        ASSERT_TRUE(finding && finding->raw) << requirement;
        EXPECT_EQ(finding->verdict, FindingVerdict::pass) << requirement << " " << *finding->raw;
    }
    test::PageSpec sheet_{}, passport_{};
};

TEST_F(PageHints, SeeAShadowThatFallsOnThePage) {
    for (const test::PageSpec& spec : {sheet_, passport_}) {
        const cv::Mat page = pixels_of_page(spec);
        expect_none(check_pixels(page), "shadow");
        const double rim = page.cols * 0.03;
        expect_hint(check_pixels(under_light(page,
                                             [&](int x, int y) {
                                                 const double off = x + 0.3 * y - 0.45 * page.cols;
                                                 return 0.6 + 0.4 / (1 + std::exp(-off / rim));
                                             })),
                    "shadow");
    }
}

TEST_F(PageHints, TakeNeitherADarkBarInPrintNorALampAtOneSideForAShadow) {
    const cv::Mat page = pixels_of_page(sheet_);
    cv::Mat barred = page.clone();
    barred(cv::Rect(0, 0, barred.cols, barred.rows / 7)) = cv::Scalar(150, 150, 149);
    expect_none(check_pixels(barred), "shadow");
    expect_none(check_pixels(under_light(page, [&](int x, int) { return 1 - 0.15 * x / page.cols; })), "shadow");
}

TEST_F(PageHints, SeeAPhotocopyByItsShadesWithoutColour) {
    passport_.margin_mm = 0;
    const cv::Mat page = pixels_of_page(passport_);
    expect_none(check_pixels(page), "uncoloured_shades");
    cv::Mat gray, copy;
    cv::cvtColor(page, gray, cv::COLOR_RGB2GRAY);
    cv::cvtColor(gray, copy, cv::COLOR_GRAY2RGB);
    for (cv::Vec3d lamp : {cv::Vec3d(0.99, 1, 1), cv::Vec3d(1, 0.96, 0.88)}) {
        cv::Mat tinted;
        cv::multiply(copy, cv::Scalar(lamp[0], lamp[1], lamp[2]), tinted);
        expect_hint(check_pixels(tinted), "uncoloured_shades");
    }
    expect_none(check_pixels(pixels_of_page(sheet_)), "uncoloured_shades");
}

TEST_F(PageHints, DoNotTellAPhotocopyByAPictureInGray) {
    cv::Mat gray;
    cv::cvtColor(pixels_of_page(passport_), gray, cv::COLOR_RGB2GRAY);
    const PageCheck check = check_pixels(gray);
    const Finding* finding = check.report.find("uncoloured_shades");
    ASSERT_TRUE(finding);
    EXPECT_FALSE(finding->raw);
    EXPECT_FALSE(finding->is_mandatory);
}

TEST_F(PageHints, SeeTheGridOfAScreenHoweverItIsTurned) {
    for (const test::PageSpec& spec : {sheet_, passport_}) {
        const cv::Mat page = pixels_of_page(spec);
        expect_none(check_pixels(page), "raster");
        for (double degrees : {0.0, 9.0, 30.0})
            for (double period_px : {3.3, 6.1}) {
                const double turn = degrees * CV_PI / 180, c = std::cos(turn), s = std::sin(turn);
                const double wave = 2 * CV_PI / period_px;
                expect_hint(check_pixels(under_light(page,
                                                     [&](int x, int y) {
                                                         return 0.8 + 0.1 * std::cos(wave * (x * c + y * s)) +
                                                                0.1 * std::cos(wave * (y * c - x * s));
                                                     })),
                            "raster");
            }
    }
}

TEST_F(PageHints, TakeNeitherStripesNorABlurredPageForAScreen) {
    const cv::Mat page = pixels_of_page(passport_);
    expect_none(check_pixels(under_light(page, [](int, int y) { return 0.9 + 0.1 * std::cos(y * 1.1); })), "raster");
    cv::Mat blurred;
    cv::GaussianBlur(page, blurred, {}, 2.5);
    expect_none(check_pixels(blurred), "raster");
}

TEST_F(PageHints, SeeTwoSheetsThatLieInTwoDirections) {
    for (double skew : {0.0, 2.0}) {
        sheet_.skew_degrees = skew;
        const cv::Mat upper = pixels_of_page(sheet_);
        expect_none(check_pixels(upper), "skew_spread");
        test::PageSpec second = sheet_;
        second.skew_degrees = skew - 3;
        second.seed = 2;
        const cv::Mat lower = pixels_of_page(second);
        cv::Mat both = upper.clone();
        const cv::Rect end(0, both.rows * 11 / 20, both.cols, both.rows - both.rows * 11 / 20);
        lower(end).copyTo(both(end));
        expect_hint(check_pixels(both), "skew_spread");
    }
}

TEST_F(PageHints, SeeASheetThatLagsBehindAnotherByTheLengthOfBoth) {
    const cv::Mat page = pixels_of_page(sheet_);
    expect_none(check_pixels(page), "length");
    cv::Mat both;
    cv::vconcat(page, page(cv::Rect(0, page.rows / 2, page.cols, page.rows / 2)), both);
    expect_hint(check_pixels(both), "length");
}

TEST_F(PageHints, SpeakOfTwoSheetsForScansAlone) {
    const cv::Mat page = pixels_of_page(sheet_);
    for (auto ppi : {std::optional<double>(), std::optional(72.0)}) {
        const PageCheck check = check_pixels(page, ppi);
        for (const char* requirement : {"skew_spread", "length"}) {
            EXPECT_FALSE(check.report.find(requirement)->raw) << requirement;
            EXPECT_FALSE(check.report.find(requirement)->is_mandatory) << requirement;
        }
    }
}

}  // namespace
}  // namespace limner
