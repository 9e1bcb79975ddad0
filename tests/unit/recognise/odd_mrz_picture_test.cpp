#include <limner/recognise/read_mrz.h>

#include "support/gray_pixels.h"
#include "support/mrz_specimens.h"
#include "support/page_renderer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace test::specimen;
using test::gray_image;
using test::PageSpec;
using test::pixels_of;

// Pictures of MRZs as nobody should lay them before a camera.
class OddMrzPicture : public testing::Test {
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

    static std::vector<MrzReading> read(const cv::Mat& picture) {
        auto readings = reader_->read_all(gray_image(picture), today, Until::in(60s));
        if (!readings) {
            ADD_FAILURE() << readings.error().message;
            return {};
        }
        return *std::move(readings);
    }

    static std::vector<Lines> lines_of(const std::vector<MrzReading>& readings) {
        std::vector<Lines> lines;
        for (const auto& reading : readings) lines.push_back(reading.mrz->lines);
        return lines;
    }

    static cv::Mat rendered(const Lines& lines, double ppi) {
        return pixels_of(test::render_page({.mrz = lines, .has_text = false, .ppi = ppi}).value().image);
    }

    // The lower part of the document, with the MRZ.
    static cv::Mat strip_of(const Lines& lines, double ppi, double share) {
        cv::Mat page = rendered(lines, ppi);
        return page.rowRange(int(page.rows * (1 - share)), page.rows).clone();
    }

    static std::unique_ptr<MrzReader> reader_;
};

std::unique_ptr<MrzReader> OddMrzPicture::reader_;

// A card's lines with the number that stands for its place, and the digits that go with it.
Lines numbered_card(int number) {
    Lines lines = card;
    lines[0].replace(5, 9, fmt::format("D{:08}", number));
    lines[0][14] = *mrz_check_digit(lines[0].substr(5, 9));
    lines[1][29] =
        *mrz_check_digit(lines[0].substr(5) + lines[1].substr(0, 7) + lines[1].substr(8, 7) + lines[1].substr(18, 11));
    return lines;
}

// Cards side by side and one below the other, their MRZs alone.
cv::Mat sheet_of(const std::vector<Lines>& cards, std::size_t columns, double ppi) {
    constexpr int margin_px = 60;
    cv::Mat sheet;
    for (std::size_t first = 0; first < cards.size(); first += columns) {
        cv::Mat row;
        for (std::size_t i = first; i < first + columns; ++i) {
            cv::Mat page = pixels_of(test::render_page({.mrz = cards[i], .has_text = false, .ppi = ppi}).value().image);
            cv::Mat strip = page.rowRange(page.rows / 2, page.rows).clone();
            cv::copyMakeBorder(strip, strip, 0, 0, 0, margin_px, cv::BORDER_CONSTANT, cv::Scalar(250));
            if (row.empty())
                row = strip;
            else
                cv::hconcat(row, strip, row);
        }
        sheet.push_back(row);
    }
    return sheet;
}

std::vector<Lines> numbered_cards(int count) {
    std::vector<Lines> cards;
    for (int i = 0; i < count; ++i) cards.push_back(numbered_card(7 * i));
    return cards;
}

TEST_F(OddMrzPicture, OfThirtyMrzsGivesEachOfThemOnce) {
    const auto printed = numbered_cards(30);
    EXPECT_THAT(lines_of(read(sheet_of(printed, 3, 150))), testing::UnorderedElementsAreArray(printed));
}

// Too small to be read, most of them.
TEST_F(OddMrzPicture, OfAHundredMrzsGivesNoneThatIsNotThere) {
    const auto printed = numbered_cards(100);
    for (const MrzReading& reading : read(sheet_of(printed, 4, 120)))
        EXPECT_TRUE(!reading.mrz->is_valid() || std::count(printed.begin(), printed.end(), reading.mrz->lines) == 1);
}

TEST_F(OddMrzPicture, ThatIsCutAtAnyEdgeGivesNothing) {
    for (const Lines& lines : {passport, card, small_card}) {
        cv::Mat whole = strip_of(lines, 200, 0.4);
        const int pitch = 20;
        for (int cells : {3, 8, 15}) {
            EXPECT_THAT(read(whole.colRange(0, whole.cols - (cells + 2) * pitch)), testing::IsEmpty()) << lines[0];
            EXPECT_THAT(read(whole.colRange((cells + 2) * pitch, whole.cols)), testing::IsEmpty()) << lines[0];
        }
    }
}

TEST_F(OddMrzPicture, WithoutItsLastLineGivesNothing) {
    for (const Lines& lines : {passport, card, small_card}) {
        auto page = test::render_page({.mrz = lines, .has_text = false, .ppi = 200}).value();
        cv::Mat pixels = pixels_of(page.image);
        const double line = (page.mrz[3].y - page.mrz[0].y) / double(lines.size());
        EXPECT_THAT(read(pixels.rowRange(0, int(page.mrz[3].y - 0.8 * line))), testing::IsEmpty()) << lines[0];
    }
}

TEST_F(OddMrzPicture, MirroredGivesNothingWhicheverWayItIsTurned) {
    for (const Lines& lines : {passport, card}) {
        for (int axis : {0, 1}) {
            cv::Mat mirrored;
            cv::flip(rendered(lines, 200), mirrored, axis);
            EXPECT_THAT(read(mirrored), testing::IsEmpty()) << lines[0];
        }
    }
}

TEST_F(OddMrzPicture, InNegativeIsNeverReadWrong) {
    for (const Lines& lines : {passport, card, small_card}) {
        cv::Mat negative = 255 - rendered(lines, 200);
        for (const MrzReading& reading : read(negative)) EXPECT_EQ(reading.mrz->lines, lines);
    }
}

TEST_F(OddMrzPicture, WithItsLinesSwappedIsNeverValid) {
    for (const Lines& lines : {Lines{passport[1], passport[0]}, Lines{card[1], card[0], card[2]},
                               Lines{card[2], card[1], card[0]}, Lines{small_card[1], small_card[0]}})
        for (const MrzReading& reading : read(rendered(lines, 200))) EXPECT_FALSE(reading.mrz->is_valid());
}

TEST_F(OddMrzPicture, OfOverlappingDocumentsGivesTheOneOnTop) {
    cv::Mat below = rendered(passport, 200);
    cv::Mat above = rendered(card, 200);
    cv::Mat table(below.rows + 300, below.cols + 300, CV_8U, cv::Scalar(120));
    below.copyTo(table(cv::Rect(20, 20, below.cols, below.rows)));
    for (int cover : {60, 250, 480}) {
        cv::Mat scene = table.clone();
        above.copyTo(scene(cv::Rect(scene.cols - above.cols - 480 + cover, below.rows - 150, above.cols, above.rows)));
        std::vector<Lines> found;
        for (const MrzReading& reading : read(scene)) found.push_back(reading.mrz->lines);
        EXPECT_THAT(found, testing::Contains(card)) << cover;
        for (const Lines& lines : found) EXPECT_THAT(lines, testing::AnyOf(card, passport)) << cover;
    }
}

TEST_F(OddMrzPicture, OfTwoMrzsOverEachOtherGivesNoneThatIsWrong) {
    cv::Mat first = rendered(passport, 200);
    for (int off : {9, 20, 31}) {
        cv::Mat both = first.clone();
        cv::Mat second = first.clone();
        cv::Mat to = (cv::Mat_<double>(2, 3) << 1, 0, off, 0, 1, off);
        cv::warpAffine(rendered(large_visa, 200), second, to, first.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
        cv::min(both, second, both);
        for (const MrzReading& reading : read(both))
            EXPECT_TRUE(!reading.mrz->is_valid() || reading.mrz->lines == passport || reading.mrz->lines == large_visa);
    }
}

TEST_F(OddMrzPicture, OfTextThatLooksLikeOneGivesNothing) {
    const std::vector<Lines> texts{
        // Numbers in columns, a listing with signs of comparison, a ticket, lines of fillers alone.
        {"12345678901234567890123456789012345678901234", "98765432109876543210987654321098765432109876"},
        {"P<IF<A<<B<THEN<C<ELSE<D<<END<<<<<<<<<<<<<<<<", "WHILE<X<<Y<DO<Z<<OD<<RETURN<NOTHING<AT<ALL<<"},
        {"TICKET<NUMBER<123456789<<<<<<<<", "PLATFORM<SEVEN<COACH<12<SEAT<<<"},
        {"<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"},
        {"THEQUICKBROWNFOXJUMPSOVERTHELAZYDOGANDRUNS<<", "AWAYFROMTHEHOUNDSTHATFOLLOWHIMTHROUGHTHEWOOD"},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}};
    for (Lines lines : texts) {
        const auto longest = lines[0].size() > 36 ? std::size_t(44) : std::size_t(lines.size() == 3 ? 30 : 36);
        for (std::string& line : lines) line.resize(longest, '<');
        EXPECT_THAT(read(rendered(lines, 200)), testing::IsEmpty()) << lines[0];
    }
}

}  // namespace
}  // namespace limner
