#include <limner/check/check_page.h>

#include "support/glyph_painter.h"
#include "support/page_renderer.h"
#include "support/sample_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace limner {
namespace {

using test::PageSpec;
using test::RenderedPage;

double raw_of(const PageCheck& check, const char* requirement) {
    const Finding* finding = check.report.find(requirement);
    EXPECT_TRUE(finding && finding->raw) << requirement << " was not assessed";
    return finding && finding->raw ? *finding->raw : std::nan("");
}

FindingVerdict verdict_of(const PageCheck& check, const char* requirement) {
    const Finding* finding = check.report.find(requirement);
    EXPECT_TRUE(finding) << requirement;
    return finding ? finding->verdict : FindingVerdict::not_assessed;
}

double largest_distance(const Quad& a, const Quad& b) {
    double largest = 0;
    for (std::size_t i = 0; i < 4; ++i) largest = std::max(largest, std::hypot(a[i].x - b[i].x, a[i].y - b[i].y));
    return largest;
}

class CheckPage : public testing::Test {
protected:
    void SetUp() override {
        if (!test::find_ocr_b_font()) GTEST_SKIP() << "the OCR-B font (Debian package fonts-ocr-b) is not installed";
        sheet.paper = {246, 246, 244};
        sheet.ppi = 200;
        passport.mrz = test::specimen_mrz();
        passport.is_on_a4 = true;
        passport.portrait = test::gradient_rgb(70, 90);
        on_table = passport;
        on_table.is_on_a4 = false;
        on_table.margin_mm = 15;
        on_table.ground = {90, 70, 60};
    }
    static PageCheck check(const PageSpec& spec) {
        RenderedPage page = test::render_page(spec).value();
        return check_page(page.image, profiles::document_page(), page.ppi).value();
    }
    PageSpec sheet{}, passport{}, on_table{};
};

TEST_F(CheckPage, PassesACleanSheetAndACleanPassport) {
    for (PageSpec spec : {sheet, passport, on_table}) {
        spec.noise = 3;
        PageCheck result = check(spec);
        EXPECT_EQ(result.report.verdict(), ReportVerdict::pass);
        for (const Finding& finding : result.report) {
            EXPECT_EQ(finding.verdict, FindingVerdict::pass) << finding.requirement << " " << *finding.raw;
            EXPECT_TRUE(finding.text.en.empty()) << finding.requirement;
        }
    }
}

TEST_F(CheckPage, MeasuresSkewOnTextToATenthOfADegree) {
    passport.ppi = 200;
    for (double degrees : {-10.0, -3.0, -0.4, 0.0, 1.5, 7.0, 10.0}) {
        sheet.skew_degrees = passport.skew_degrees = degrees;
        EXPECT_NEAR(check(sheet).skew_degrees, degrees, 0.1);
        EXPECT_NEAR(check(passport).skew_degrees, degrees, 0.1);
    }
}

TEST_F(CheckPage, FollowsThePagesEdgeWhereItLiesFarAskew) {
    passport.skew_degrees = 27;
    PageCheck result = check(passport);
    EXPECT_NEAR(result.skew_degrees, 27, 0.1);
    EXPECT_EQ(verdict_of(result, "skew"), FindingVerdict::fail);
}

TEST_F(CheckPage, MeasuresSkewByTheEdgeOfAnUnprintedPage) {
    on_table.mrz.assign(2, std::string(44, ' '));
    on_table.has_text = false;
    on_table.skew_degrees = -6;
    EXPECT_NEAR(check(on_table).skew_degrees, -6, 0.2);
}

TEST_F(CheckPage, FindsTheCornersOnAnyPlainGround) {
    for (test::Colour ground : {test::Colour{20, 20, 22}, test::Colour{120, 80, 50}, test::Colour{200, 200, 205},
                                test::Colour{252, 252, 252}})
        for (double degrees : {0.0, 8.0, -10.0}) {
            on_table.ground = ground;
            on_table.skew_degrees = degrees;
            on_table.noise = 3;
            RenderedPage page = test::render_page(on_table).value();
            PageCheck result = check_page(page.image, profiles::document_page(), 300).value();
            ASSERT_TRUE(result.quad) << int(ground[0]) << " " << degrees;
            // 6 px of 300 to the inch: half a millimetre.
            EXPECT_LT(largest_distance(*result.quad, page.page), 6) << int(ground[0]) << " " << degrees;
        }
}

TEST_F(CheckPage, FindsTheCornersOfAPageInTheCornerOfTheGlass) {
    passport.shift_x_mm = passport.shift_y_mm = -20;
    RenderedPage page = test::render_page(passport).value();
    PageCheck result = check_page(page.image, profiles::document_page(), 300).value();
    ASSERT_TRUE(result.quad);
    EXPECT_LT(largest_distance(*result.quad, page.page), 6);
    EXPECT_EQ(raw_of(result, "cropped"), 0) << "its edge lies on the glass's";
}

TEST_F(CheckPage, TakesNeitherPrintNorPortraitForAPage) {
    EXPECT_FALSE(check(sheet).quad) << "the paper fills the picture";
    passport.is_on_a4 = false;
    EXPECT_FALSE(check(passport).quad) << "the document fills the picture";
}

TEST_F(CheckPage, FailsABlurredPageAndNotASharpOneOfAnyResolution) {
    for (double ppi : {200.0, 300.0, 600.0}) {
        on_table.ppi = ppi;
        on_table.noise = 3;
        on_table.blur_mm = 0.05;
        EXPECT_EQ(verdict_of(check(on_table), "sharpness"), FindingVerdict::pass) << ppi;
        on_table.blur_mm = 0.4;
        PageCheck blurred = check(on_table);
        EXPECT_EQ(verdict_of(blurred, "sharpness"), FindingVerdict::fail) << ppi;
        EXPECT_THAT(blurred.report.find("sharpness")->advice(Language::id), testing::HasSubstr("buram"));
    }
}

TEST_F(CheckPage, MeasuresTheSameSharpnessAtEveryResolutionAndNoise) {
    on_table.blur_mm = 0.2;
    double expected = raw_of(check(on_table), "sharpness");
    for (double ppi : {200.0, 300.0, 600.0})
        for (double noise : {0.0, 8.0}) {
            on_table.ppi = ppi;
            on_table.noise = noise;
            EXPECT_NEAR(raw_of(check(on_table), "sharpness"), expected, 0.05) << ppi << " " << noise;
        }
}

TEST_F(CheckPage, FallsInSharpnessWithEveryStepOfBlur) {
    double before = 1;
    for (double blur_mm : {0.03, 0.08, 0.15, 0.25, 0.4, 0.8}) {
        sheet.blur_mm = blur_mm;
        double sharpness = raw_of(check(sheet), "sharpness");
        EXPECT_LT(sharpness, before) << blur_mm;
        before = sharpness;
    }
    EXPECT_LT(before, 0.15);
}

TEST_F(CheckPage, CallsAPageWithoutPrintBlankAndItsSharpnessNotAssessed) {
    sheet.has_text = false;
    for (double noise : {0.0, 8.0}) {
        sheet.noise = noise;
        PageCheck result = check(sheet);
        EXPECT_EQ(verdict_of(result, "blank"), FindingVerdict::fail);
        EXPECT_EQ(verdict_of(result, "sharpness"), FindingVerdict::not_assessed);
        EXPECT_EQ(verdict_of(result, "skew"), FindingVerdict::not_assessed);
        EXPECT_FALSE(result.report.find("sharpness")->text.en.empty());
    }
}

TEST_F(CheckPage, CountsTheSidesThatCutPrintOff) {
    for (double shift_mm : {-28.4, -30.5}) {
        sheet.shift_x_mm = shift_mm;
        EXPECT_EQ(raw_of(check(sheet), "cropped"), 1) << shift_mm;
    }
    sheet.shift_x_mm = 0;
    EXPECT_EQ(raw_of(check(sheet), "cropped"), 0);
    passport.shift_x_mm = -60;
    EXPECT_EQ(raw_of(check(passport), "cropped"), 1);
}

TEST_F(CheckPage, SeesThatAPictureEndsBeforeThePage) {
    on_table.shift_x_mm = 40;
    EXPECT_EQ(raw_of(check(on_table), "cropped"), 1);
    on_table.shift_x_mm = 0;
    on_table.shift_y_mm = -30;
    on_table.skew_degrees = 5;
    PageCheck result = check(on_table);
    EXPECT_EQ(raw_of(result, "cropped"), 1);
    EXPECT_EQ(verdict_of(result, "cropped"), FindingVerdict::fail);
}

TEST_F(CheckPage, MeasuresTheShareThatAReflectionBurnsOut) {
    for (double radius : {0.06, 0.1, 0.15}) {
        on_table.glare = test::Glare{.x = 0.6, .y = 0.4, .radius = radius};
        double page_share = M_PI * radius * radius * 125 / 88;
        PageCheck result = check(on_table);
        EXPECT_NEAR(raw_of(result, "glare"), page_share * 3, page_share * 2.5) << "paper saturates beyond the radius";
        EXPECT_EQ(verdict_of(result, "glare"), FindingVerdict::fail) << radius;
    }
}

TEST_F(CheckPage, DoesNotTakeWhiteThingsForReflections) {
    EXPECT_EQ(raw_of(check(sheet), "glare"), 0) << "white paper";
    EXPECT_EQ(raw_of(check(passport), "glare"), 0) << "a scanner's lid";
    on_table.portrait = Image::from_pixels(2, 2, PixelFormat::gray8, test::Bytes(4, std::byte{255})).value();
    EXPECT_EQ(raw_of(check(on_table), "glare"), 0) << "a white label";
}

TEST_F(CheckPage, TakesTheResolutionFromTheCallerAndSaysWhereThereIsNone) {
    sheet.ppi = 150;
    RenderedPage page = test::render_page(sheet).value();
    auto known = check_page(page.image, profiles::document_page(), 150).value();
    EXPECT_EQ(verdict_of(known, "resolution"), FindingVerdict::fail);
    auto unknown = check_page(page.image, profiles::document_page()).value();
    EXPECT_EQ(verdict_of(unknown, "resolution"), FindingVerdict::not_assessed);
    EXPECT_EQ(unknown.report.verdict(), ReportVerdict::review);
    EXPECT_EQ(check_page(page.image, profiles::document_page(), 0.0).error().code, ErrorCode::invalid_argument);
}

TEST_F(CheckPage, TurnsASkewedPageUpright) {
    sheet.skew_degrees = 6;
    RenderedPage page = test::render_page(sheet).value();
    double skew = check_page(page.image, profiles::document_page(), 300)->skew_degrees;
    Image upright = deskew(page.image, skew).value();
    EXPECT_GT(upright.width(), page.image.width()) << "nothing is cut off";
    EXPECT_NEAR(check_page(upright, profiles::document_page(), 300)->skew_degrees, 0, 0.1);
    EXPECT_EQ(test::sample_at(upright, 0, 0), 255) << "on white";
}

TEST(Deskew, ReturnsTheSameImageUnderATenthOfADegree) {
    Image image = test::gradient_rgb(100, 80);
    EXPECT_EQ(deskew(image, 0.09)->bytes().data(), image.bytes().data());
    EXPECT_NE(deskew(image, 0.2)->bytes().data(), image.bytes().data());
}

TEST(Deskew, RefusesWhatCannotBeTurned) {
    EXPECT_EQ(deskew(Image{}, 5).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(deskew(test::gradient_rgb(10, 10), std::nan("")).error().code, ErrorCode::invalid_argument);
    Image wide = Image::from_pixels(40'000, 1, PixelFormat::gray8, test::Bytes(40'000)).value();
    EXPECT_EQ(deskew(wide, 45).error().code, ErrorCode::invalid_argument);
}

TEST(Deskew, TurnsAQuarterWithoutALoss) {
    Image image = test::gradient_gray(31, 20);
    Image turned = deskew(image, 90).value();
    ASSERT_EQ(turned.width(), 20);
    ASSERT_EQ(turned.height(), 31);
    EXPECT_NEAR(test::sample_at(turned, 0, 30), test::sample_at(image, 0, 0), 1);
    EXPECT_NEAR(test::sample_at(turned, 0, 0), test::sample_at(image, 30, 0), 1);
}

Image plain(int width, int height, int level) {
    test::Bytes pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                       static_cast<std::byte>(level));
    return Image::from_pixels(width, height, PixelFormat::gray8, std::move(pixels)).value();
}

TEST(CheckPageOfAnything, NeverPassesWhatIsNoPage) {
    test::Bytes noise;
    std::uint32_t state = 1;
    for (int i = 0; i < 300 * 400; ++i)
        noise.push_back(static_cast<std::byte>((state = state * 1664525 + 1013904223) >> 24));
    for (const Image& image :
         {plain(600, 800, 0), plain(600, 800, 255), plain(1, 1, 128), plain(31, 4000, 128), plain(65'535, 33, 200),
          plain(32, 32, 40), Image::from_pixels(300, 400, PixelFormat::gray8, noise).value(),
          test::gradient_rgb(64, 64)}) {
        auto result = check_page(image, profiles::document_page(), 300);
        ASSERT_TRUE(result) << result.error().message;
        EXPECT_NE(result->report.verdict(), ReportVerdict::pass) << image.width() << " x " << image.height();
    }
}

TEST(CheckPageOfAnything, RefusesAnEmptyImageAndAProfileForAnotherKind) {
    EXPECT_EQ(check_page(Image{}, profiles::document_page()).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(check_page(plain(100, 100, 0), profiles::icao_9303()).error().code, ErrorCode::invalid_argument);
}

TEST_F(CheckPage, MeasuresWithinAnOutlineThatIsGiven) {
    const RenderedPage page = test::render_page(on_table).value();
    Quad shifted = page.page;
    for (Point& corner : shifted) corner.x += 3;
    const auto result = check_page(page.image, profiles::document_page(), 300, shifted);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->quad, shifted);
    EXPECT_EQ(verdict_of(*result, "sharpness"), FindingVerdict::pass);
}

TEST(CheckPageOfAnything, RefusesAnOutlineFarOutsideThePicture) {
    for (double far : {1e9, -1e9, std::nan("")}) {
        const Quad outline{{{0, 0}, {far, 0}, {90, 90}, {0, 90}}};
        EXPECT_EQ(check_page(plain(100, 100, 0), profiles::document_page(), {}, outline).error().code,
                  ErrorCode::invalid_argument);
    }
}

TEST(CheckPageOfAnything, LeavesARequirementThatItCannotMeasureUnassessed) {
    Profile profile{"own", "1", Profile::Kind::page, {{"dirty_glass", "", {0.0, 1.0}}}};
    auto result = check_page(plain(200, 200, 200), profile);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->report.find("dirty_glass")->verdict, FindingVerdict::not_assessed);
}

}  // namespace
}  // namespace limner
