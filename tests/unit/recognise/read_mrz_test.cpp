#include <limner/recognise/read_mrz.h>

#include "support/gray_pixels.h"
#include "support/mrz_specimens.h"
#include "support/page_renderer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <future>
#include <opencv2/imgproc.hpp>
#include <random>

namespace limner {
namespace {

using namespace std::chrono_literals;
using test::gray_image;
using test::PageSpec;
using test::pixels_of;
using namespace test::specimen;

class MrzReading : public testing::Test {
protected:
    static void SetUpTestSuite() {
        auto loaded = MrzReader::load();
        ASSERT_TRUE(loaded) << loaded.error().message;
        reader_ = std::make_unique<MrzReader>(*std::move(loaded));
    }
    static void TearDownTestSuite() { reader_.reset(); }

    void SetUp() override {
        if (auto page = test::render_page({.mrz = card, .ppi = 100}); !page) GTEST_SKIP() << page.error().message;
    }

    static limner::MrzReading read(const Image& image) {
        auto reading = reader_->read(image, today, Until::in(60s));
        if (!reading) {
            ADD_FAILURE() << reading.error().message;
            return {};
        }
        return *std::move(reading);
    }

    static limner::MrzReading read(const PageSpec& spec) { return read(test::render_page(spec).value().image); }

    static Lines lines_of(const limner::MrzReading& reading) { return reading.mrz ? reading.mrz->lines : Lines{}; }

    static std::unique_ptr<MrzReader> reader_;
};

std::unique_ptr<MrzReader> MrzReading::reader_;

TEST_F(MrzReading, OfACleanPageOfEveryFormatIsExact) {
    for (const Lines& lines : {passport, card, small_card, large_visa, small_visa}) {
        auto reading = read({.mrz = lines});
        EXPECT_EQ(lines_of(reading), lines);
        ASSERT_TRUE(reading.mrz);
        EXPECT_TRUE(reading.mrz->is_valid());
        EXPECT_TRUE(reading.corrections.empty()) << lines[0];
        EXPECT_GT(reading.confidence_0_1, 0.8) << lines[0];
    }
}

TEST_F(MrzReading, IsExactAtTheResolutionsOfScannersAndCameras) {
    for (double ppi : {120.0, 150.0, 200.0, 300.0, 600.0})
        EXPECT_EQ(lines_of(read({.mrz = passport, .ppi = ppi})), passport) << ppi;
}

TEST_F(MrzReading, IsExactWhicheverWayThePageLies) {
    cv::Mat upright = pixels_of(test::render_page({.mrz = small_card, .ppi = 200}).value().image);
    for (int turn : {cv::ROTATE_90_CLOCKWISE, cv::ROTATE_180, cv::ROTATE_90_COUNTERCLOCKWISE}) {
        cv::Mat turned;
        cv::rotate(upright, turned, turn);
        EXPECT_EQ(lines_of(read(gray_image(turned))), small_card) << turn;
    }
}

TEST_F(MrzReading, IsExactOnASkewedPage) {
    for (double degrees : {-12.0, -3.0, 3.0, 12.0})
        EXPECT_EQ(lines_of(read({.mrz = passport, .margin_mm = 30, .skew_degrees = degrees})), passport) << degrees;
}

// The picture seen through a homography that sends its corners to `corners`, shares of a square of `side` px.
cv::Mat seen_from(const cv::Mat& flat, int side, const std::vector<cv::Point2f>& corners) {
    auto width = float(flat.cols);
    auto height = float(flat.rows);
    std::vector<cv::Point2f> from{{0, 0}, {width, 0}, {width, height}, {0, height}};
    std::vector<cv::Point2f> to;
    for (cv::Point2f corner : corners) to.push_back(corner * float(side));
    cv::Mat seen;
    cv::warpPerspective(flat, seen, cv::getPerspectiveTransform(from, to), {side, side}, cv::INTER_AREA,
                        cv::BORDER_CONSTANT, cv::Scalar(90));
    return seen;
}

TEST_F(MrzReading, IsExactAtAnyRotation) {
    cv::Mat flat = pixels_of(test::render_page({.mrz = passport, .ppi = 200}).value().image);
    int side = flat.cols * 5 / 4;
    for (int degrees = 20; degrees < 360; degrees += 34) {
        cv::Mat to = cv::getRotationMatrix2D({float(flat.cols) / 2, float(flat.rows) / 2}, degrees, 1);
        to.at<double>(0, 2) += (side - flat.cols) / 2.0;
        to.at<double>(1, 2) += (side - flat.rows) / 2.0;
        cv::Mat turned;
        cv::warpAffine(flat, turned, to, {side, side}, cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(90));
        EXPECT_EQ(lines_of(read(gray_image(turned))), passport) << degrees;
    }
}

TEST_F(MrzReading, IsExactInPerspective) {
    cv::Mat flat = pixels_of(test::render_page({.mrz = passport, .ppi = 250}).value().image);
    EXPECT_EQ(lines_of(read(gray_image(seen_from(flat, 1200, {{.05F, .2F}, {.95F, .1F}, {.85F, .8F}, {.1F, .7F}})))),
              passport);
    EXPECT_EQ(lines_of(read(gray_image(seen_from(flat, 1200, {{.3F, .05F}, {.85F, .3F}, {.6F, .95F}, {.05F, .6F}})))),
              passport);
}

TEST_F(MrzReading, OfAMirroredOrCutMrzIsNothing) {
    cv::Mat upright = pixels_of(test::render_page({.mrz = passport, .ppi = 200}).value().image);
    cv::Mat mirrored;
    cv::flip(upright, mirrored, 1);
    EXPECT_FALSE(read(gray_image(mirrored)).mrz);
    cv::Mat cut = upright.colRange(0, upright.cols * 3 / 4).clone();
    EXPECT_FALSE(read(gray_image(cut)).mrz);
}

TEST_F(MrzReading, WithItsLinesSwappedIsNotValid) {
    auto reading = read({.mrz = {passport[1], passport[0]}});
    EXPECT_FALSE(reading.mrz && reading.mrz->is_valid());
}

TEST_F(MrzReading, IsExactOnAScannersGlass) {
    EXPECT_EQ(lines_of(read({.mrz = card, .ppi = 300, .is_on_a4 = true})), card);
    EXPECT_EQ(lines_of(read({.mrz = passport, .ppi = 200, .is_on_a4 = true, .skew_degrees = 5})), passport);
}

TEST_F(MrzReading, StandsABlurAndNoise) {
    EXPECT_EQ(lines_of(read({.mrz = passport, .ppi = 200, .blur_mm = 0.12, .noise = 12})), passport);
}

TEST_F(MrzReading, SaysWhereTheMrzIs) {
    auto page = test::render_page({.mrz = passport, .margin_mm = 20, .skew_degrees = 4}).value();
    auto reading = read(page.image);
    ASSERT_TRUE(reading.quad);
    double near_px = page.ppi / 25.4 * 2.5;
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR((*reading.quad)[i].x, page.mrz[i].x, near_px) << i;
        EXPECT_NEAR((*reading.quad)[i].y, page.mrz[i].y, near_px) << i;
    }
}

TEST_F(MrzReading, OfATurnedPageNamesTheCornersAsReadNotAsTheyLie) {
    cv::Mat turned;
    cv::rotate(pixels_of(test::render_page({.mrz = passport, .ppi = 200}).value().image), turned, cv::ROTATE_180);
    auto reading = read(gray_image(turned));
    ASSERT_TRUE(reading.quad);
    EXPECT_GT((*reading.quad)[0].x, (*reading.quad)[1].x);
    EXPECT_GT((*reading.quad)[0].y, (*reading.quad)[3].y);
}

TEST_F(MrzReading, LeavesAPrintedCheckDigitThatDisagreesAsItIs) {
    Lines wrong = passport;
    wrong[1][9] = '1';
    wrong[1][43] = '9';
    auto reading = read({.mrz = wrong});
    EXPECT_EQ(lines_of(reading), wrong);
    ASSERT_TRUE(reading.mrz);
    EXPECT_FALSE(reading.mrz->is_valid());
    EXPECT_TRUE(reading.corrections.empty());
}

TEST_F(MrzReading, KeepsALetterOInADocumentNumber) {
    Lines lines{"P<UTOOCONNOR<<ENYA<SIOBHAN<<<<<<<<<<<<<<<<<<", "AO0O10B0D0UTO7408122F1204159<<<<<<<<<<<<<<00"};
    lines[1][9] = *mrz_check_digit(lines[1].substr(0, 9));
    lines[1][43] = *mrz_check_digit(lines[1].substr(0, 10) + lines[1].substr(13, 7) + lines[1].substr(21, 22));
    EXPECT_EQ(lines_of(read({.mrz = lines})), lines);
}

TEST_F(MrzReading, ReadsALineWithoutFillers) {
    Lines full{"P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "E596593216CHN9701078M2510077LAKCLCLMMBKGG932"};
    EXPECT_EQ(lines_of(read({.mrz = full})), full);
}

TEST_F(MrzReading, OfAPageWithoutOneIsNothing) {
    auto reading = read(PageSpec{.ppi = 150});
    EXPECT_FALSE(reading.mrz);
    EXPECT_FALSE(reading.quad);
    EXPECT_EQ(reading.confidence_0_1, 0);
}

TEST_F(MrzReading, FindsEveryDocumentOnTheGlass) {
    cv::Mat glass(2400, 2200, CV_8U, cv::Scalar(250));
    cv::Mat first = pixels_of(test::render_page({.mrz = passport}).value().image);
    cv::Mat second = pixels_of(test::render_page({.mrz = card}).value().image);
    first.copyTo(glass(cv::Rect(300, 100, first.cols, first.rows)));
    second.copyTo(glass(cv::Rect(500, 1500, second.cols, second.rows)));
    auto all = reader_->read_all(gray_image(glass), today, Until::in(60s));
    ASSERT_TRUE(all) << all.error().message;
    std::vector<Lines> found;
    for (const auto& reading : *all) found.push_back(lines_of(reading));
    EXPECT_THAT(found, testing::UnorderedElementsAre(passport, card));
}

TEST_F(MrzReading, TakesEveryPixelFormat) {
    Image colour = test::render_page({.mrz = card, .ppi = 200}).value().image;
    EXPECT_EQ(lines_of(read(colour)), card);
    EXPECT_EQ(lines_of(read(to_gray8(colour).value())), card);
}

TEST_F(MrzReading, FromSeveralThreadsIsTheSame) {
    Image page = test::render_page({.mrz = card, .ppi = 200}).value().image;
    auto once = [&] { return lines_of(read(page)); };
    auto first = std::async(std::launch::async, once);
    auto second = std::async(std::launch::async, once);
    EXPECT_EQ(first.get(), card);
    EXPECT_EQ(second.get(), card);
}

TEST_F(MrzReading, EndsWhenItsTimeIsOverOrItIsStopped) {
    Image page = test::render_page({.mrz = card, .ppi = 200}).value().image;
    auto late = reader_->read(page, today, Until::in(0ms));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::timed_out);
    std::stop_source stop;
    stop.request_stop();
    auto stopped = reader_->read(page, today, Until::in(60s, stop.get_token()));
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

TEST_F(MrzReading, OfNoPixelsIsRefused) {
    auto reading = reader_->read(Image{}, today, Until::in(60s));
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().code, ErrorCode::invalid_argument);
}

TEST_F(MrzReading, OfPicturesThatAreNoDocumentIsNothing) {
    std::mt19937 random(7);
    cv::Mat noise(1200, 1600, CV_8U);
    for (int y = 0; y < noise.rows; ++y)
        for (int x = 0; x < noise.cols; ++x) noise.at<uchar>(y, x) = static_cast<uchar>(random());
    cv::Mat stripes(800, 1000, CV_8U, cv::Scalar(255));
    cv::Mat chequers = stripes.clone();
    for (int y = 0; y < 800; y += 20)
        for (int x = 0; x < 1000; x += 20) {
            stripes(cv::Rect(x, 0, 8, 800)) = 0;
            chequers(cv::Rect(x, y, 10, 10)) = 0;
        }
    for (const cv::Mat& picture : {noise, stripes, chequers, cv::Mat(1200, 1600, CV_8U, cv::Scalar(0)),
                                   cv::Mat(1200, 1600, CV_8U, cv::Scalar(255)), cv::Mat(20, 20, CV_8U, cv::Scalar(128)),
                                   cv::Mat(1, 1, CV_8U, cv::Scalar(0)), cv::Mat(1, 5000, CV_8U, cv::Scalar(90)),
                                   cv::Mat(5000, 1, CV_8U, cv::Scalar(90))})
        EXPECT_FALSE(read(gray_image(picture)).mrz) << picture.cols << " x " << picture.rows;
}

TEST_F(MrzReading, OfAHugePictureIsExact) {
    cv::Mat small = pixels_of(test::render_page({.mrz = passport, .ppi = 300}).value().image);
    cv::Mat huge;
    cv::resize(small, huge, {}, 6, 6, cv::INTER_LINEAR);
    EXPECT_EQ(lines_of(read(gray_image(huge))), passport);
}

TEST(MrzReader, SaysWhichModelIsMissing) {
    auto reader = MrzReader::load({.tessdata = "/nonexistent"});
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::model_missing);
    EXPECT_THAT(reader.error().message, testing::HasSubstr("/nonexistent"));
}

TEST(MrzReader, NamesItsRecogniser) {
    auto reader = MrzReader::load();
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_THAT(reader->recogniser(), testing::HasSubstr("tesseract 5"));
}

}  // namespace
}  // namespace limner
