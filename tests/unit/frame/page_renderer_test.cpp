#include "support/page_renderer.h"

#include "support/glyph_painter.h"
#include "support/sample_images.h"

#include <gtest/gtest.h>

#include <cmath>

namespace limner::test {
namespace {

class PageRenderer : public testing::Test {
protected:
    void SetUp() override {
        if (!find_ocr_b_font()) GTEST_SKIP() << "the OCR-B font (Debian package fonts-ocr-b) is not installed";
        spec.mrz = specimen_mrz();
        spec.ppi = 100;
    }
    static double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }
    static double darkest_between(const Image& gray, Point from, Point to) {
        double darkest = 255;
        for (int step = 0; step <= 400; ++step) {
            double share = step / 400.0;
            int x = static_cast<int>(std::lround(from.x + (to.x - from.x) * share));
            int y = static_cast<int>(std::lround(from.y + (to.y - from.y) * share));
            darkest = std::min<double>(darkest, sample_at(gray, x, y));
        }
        return darkest;
    }
    PageSpec spec;
};

TEST_F(PageRenderer, MakesEqualPicturesOfEqualSpecsAndOthersOfAnotherSeed) {
    spec.noise = 5;
    auto first = render_page(spec), second = render_page(spec);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(mean_difference(first->image, second->image), 0);
    spec.seed = 2;
    EXPECT_GT(mean_difference(first->image, render_page(spec)->image), 1);
}

TEST_F(PageRenderer, GivesEveryDocumentItsSizeOnPaper) {
    auto passport = render_page(spec);
    ASSERT_TRUE(passport);
    EXPECT_NEAR(passport->image.width(), 125 / 25.4 * 100, 1);
    EXPECT_NEAR(passport->image.height(), 88 / 25.4 * 100, 1);
    spec.mrz.assign(3, std::string(30, '<'));
    EXPECT_NEAR(render_page(spec)->image.width(), 85.6 / 25.4 * 100, 1);
    spec.mrz.clear();
    EXPECT_NEAR(render_page(spec)->image.height(), 297 / 25.4 * 100, 1);
}

TEST_F(PageRenderer, PrintsTheMrzAtTenCharactersAnInchWhereItsQuadSays) {
    spec.ppi = 300;
    spec.is_on_a4 = true;
    spec.skew_degrees = 5;
    auto page = render_page(spec);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->image.width(), 2480);
    EXPECT_EQ(page->image.height(), 3508);
    EXPECT_NEAR(distance(page->mrz[0], page->mrz[1]), 44 * 30, 0.5);
    EXPECT_NEAR(distance(page->page[0], page->page[1]), 125 / 25.4 * 300, 1);
    EXPECT_NEAR(std::atan2(page->mrz[1].y - page->mrz[0].y, page->mrz[1].x - page->mrz[0].x) * 180 / M_PI, 5, 0.01);
    Image gray = to_gray8(page->image).value();
    auto between = [&](double share) {
        auto mix = [&](Point a, Point b) { return Point{a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share}; };
        return darkest_between(gray, mix(page->mrz[0], page->mrz[3]), mix(page->mrz[1], page->mrz[2]));
    };
    EXPECT_LT(between(0.1), 80) << "the first line's characters";
    EXPECT_GT(between(0.45), 150) << "between the lines";
    EXPECT_LT(between(0.9), 80) << "the second line's characters";
}

TEST_F(PageRenderer, LaysPortraitGlareAndBlurWhereTheyBelong) {
    Image sharp = render_page(spec)->image;
    spec.portrait = gradient_gray(35, 45);
    EXPECT_GT(mean_difference(sharp, render_page(spec)->image), 3);
    spec.portrait.reset();
    spec.glare = Glare{.x = 0.5, .y = 0.5, .radius = 0.1};
    Image glaring = render_page(spec)->image;
    EXPECT_EQ(sample_at(glaring, glaring.width() / 2, glaring.height() / 2, 2), 255);
    EXPECT_EQ(sample_at(glaring, 2, 2, 2), sample_at(sharp, 2, 2, 2));
}

}  // namespace
}  // namespace limner::test
