#include <limner/recognise/mrz_stream.h>

#include "support/mrz_specimens.h"
#include "support/page_renderer.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace test::specimen;

class MrzFrames : public testing::Test {
protected:
    void SetUp() override {
        if (auto page = test::render_page({.mrz = card, .ppi = 100}); !page) GTEST_SKIP() << page.error().message;
        auto reader = MrzReader::load();
        ASSERT_TRUE(reader) << reader.error().message;
        stream_ = std::make_unique<MrzStream>(*std::move(reader));
    }

    MrzView show(const test::PageSpec& spec) {
        auto view = stream_->add(test::render_page(spec).value().image, today, Until::in(60s));
        EXPECT_TRUE(view) << view.error().message;
        return view ? *std::move(view) : MrzView{};
    }

    static Lines lines_of(const MrzView& view) { return view.reading.mrz ? view.reading.mrz->lines : Lines{}; }

    std::unique_ptr<MrzStream> stream_;
};

TEST_F(MrzFrames, SettleWhenTwoReadTheSame) {
    auto first = show({.mrz = card, .ppi = 150, .noise = 5, .seed = 1});
    EXPECT_EQ(lines_of(first), card);
    EXPECT_FALSE(first.is_settled);
    EXPECT_EQ(first.advice, MrzAdvice::hold_still);
    auto second = show({.mrz = card, .ppi = 150, .noise = 5, .seed = 2});
    EXPECT_TRUE(second.is_settled);
    EXPECT_EQ(second.advice, MrzAdvice::none);
    EXPECT_EQ(second.frames, 2);
}

TEST_F(MrzFrames, OfAPoorPictureSayMoreTogetherThanEachAlone) {
    double alone = 0;
    MrzView view;
    constexpr int frames = 5;
    for (int i = 0; i < frames; ++i) {
        test::PageSpec poor{.mrz = passport, .ppi = 82, .blur_mm = 0.25, .noise = 22, .seed = std::uint64_t(10 + i)};
        view = show(poor);
        if (i == 0) alone = view.reading.confidence_0_1;
    }
    EXPECT_EQ(lines_of(view), passport);
    EXPECT_LT(alone, 0.97);  // of a clear picture it is more
    EXPECT_GT(view.reading.confidence_0_1, alone);
}

TEST_F(MrzFrames, WithAWrongCheckDigitSettleOnWhatIsPrinted) {
    Lines wrong = card;
    wrong[0][14] = '1';
    MrzView view;
    for (int i = 0; i < 4; ++i) {
        EXPECT_FALSE(view.is_settled) << i;
        view = show({.mrz = wrong, .ppi = 150, .noise = 5, .seed = std::uint64_t(i)});
    }
    EXPECT_TRUE(view.is_settled);
    EXPECT_EQ(lines_of(view), wrong);
    EXPECT_FALSE(view.reading.mrz->is_valid());
}

TEST_F(MrzFrames, BeginAgainWithTheNextDocument) {
    show({.mrz = card, .ppi = 150});
    Lines other{"I<UTOX987654327<<<<<<<<<<<<<<<", "9002281M3201015UTO<<<<<<<<<<<6", "SUDARPA<<SATRIYA<BUDI<<<<<<<<<"};
    auto view = show({.mrz = other, .ppi = 150});
    EXPECT_EQ(lines_of(view), other);
    EXPECT_EQ(view.frames, 1);
}

TEST_F(MrzFrames, WithoutAnMrzAskForIt) {
    auto view = show({.ppi = 100});
    EXPECT_FALSE(view.reading.mrz);
    EXPECT_EQ(view.advice, MrzAdvice::show_mrz);
}

TEST_F(MrzFrames, OfASmallMrzAskToMoveCloser) {
    EXPECT_EQ(show({.mrz = card, .ppi = 70}).advice, MrzAdvice::move_closer);
}

TEST_F(MrzFrames, WithGlareOnTheMrzSaySo) {
    show({.mrz = passport, .ppi = 150});
    auto view = show({.mrz = passport, .ppi = 150, .glare = test::Glare{.x = 0.5, .y = 0.88, .radius = 0.1}});
    EXPECT_EQ(view.advice, MrzAdvice::glare_on_mrz);
    EXPECT_FALSE(view.is_settled);
}

TEST(MrzAdvice, HasASentenceInBothLanguages) {
    for (auto advice : {MrzAdvice::show_mrz, MrzAdvice::move_closer, MrzAdvice::hold_still, MrzAdvice::glare_on_mrz}) {
        EXPECT_FALSE(text_of(advice).en.empty()) << name_of(advice);
        EXPECT_FALSE(text_of(advice).id.empty()) << name_of(advice);
    }
    EXPECT_EQ(text_of(MrzAdvice::none), Text{});
}

}  // namespace
}  // namespace limner
