// Which of a reader's frames count: with a finger, and not the one of the capture before.
#include "support/counter.h"
#include "support/print_profiles.h"
#include "support/ridge_pattern.h"
#include "support/sample_images.h"
#include "support/slap_pattern.h"
#include "support/temporary_folder.h"

#include <limner/capture/capture.h>
#include <limner/frame/image_file.h>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

namespace limner {
namespace {

using test::no_print;

using namespace std::chrono_literals;
using namespace testing_support;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

Image bare_glass() {
    return *Image::from_pixels(416, 560, PixelFormat::gray8, std::vector<std::byte>(416 * 560, std::byte{238}));
}

/// A reader that plays what lies on its glass, from the start of each capture on.
class Glass : public testing::Test {
protected:
    void lies(const Image& picture, int frames = 1) {
        for (int frame = 0; frame < frames; ++frame)
            folder_.write(fmt::format("{:03}.png", count_++), *encode_png(picture, 500.0));
    }

    Slot& slot() {
        if (slot_) return *slot_;
        simulation::VirtualDevice device = reader("primary");
        device.source = folder_.path().string();
        device.width = device.height = std::nullopt;
        device.fps = 4;  // so that each picture is seen
        runtime_ = open_runtime({device});
        SlotConfig config = two_readers();
        config.failover.stall_after = 5s;
        slot_ = Slot::open(*runtime_, config).value();
        return *slot_;
    }

    Result<Fingerprint> capture(Finger finger, const Until& until = Until::in(patience), const Profile* profile = {}) {
        FingerprintOptions options{.profile = profile, .finger = finger, .hold = hold_};
        options.observer.on_frame = [this](const Frame&, const Report& report) { scores_.push_back(report.score()); };
        return capture_fingerprint(slot(), options, until);
    }

    std::vector<Action> asked_for() {
        std::vector<Action> actions;
        for (auto event = slot().next_event(Until::in(200ms)); event; event = slot().next_event(Until::in(200ms)))
            if (event->action) actions.push_back(*event->action);
        return actions;
    }

    const Image first_ = test::make_ridge_pattern({.seed = 1});
    const Image second_ = test::make_ridge_pattern({.seed = 2, .flow = test::RidgePattern::Flow::whorl});
    std::chrono::milliseconds hold_ = 100ms;
    std::vector<double> scores_;

private:
    test::TemporaryFolder folder_;
    int count_ = 0;
    std::optional<Runtime> runtime_;
    std::optional<Slot> slot_;
};

TEST_F(Glass, ThatStaysBareBringsNothingAndTheFingerIsAskedFor) {
    lies(bare_glass());
    const auto print = capture(Finger::right_index, Until::in(1500ms));
    ASSERT_FALSE(print);
    EXPECT_EQ(print.error().code, ErrorCode::timed_out);
    EXPECT_EQ(asked_for(), std::vector<Action>{Action::place_finger});
}

TEST_F(Glass, GivesTheBestPrintOfTheHold) {
    hold_ = 1500ms;
    lies(test::make_ridge_pattern({.seed = 1, .noise = 0.2}));
    lies(first_);
    lies(test::make_ridge_pattern({.seed = 1, .noise = 0.2}));
    const auto print = capture(Finger::right_index);
    ASSERT_TRUE(print) << print.error().message;
    EXPECT_TRUE(print->report().passed());
    ASSERT_GE(scores_.size(), 2u);
    EXPECT_EQ(print->report().score(), std::ranges::max(scores_));
    EXPECT_GT(print->report().score(), scores_.front()) << "the first frame that passed was not the best";
}

TEST_F(Glass, EndsTheHoldWhenTheFingerIsLifted) {
    hold_ = 60'000ms;
    lies(bare_glass());
    lies(first_, 2);
    lies(bare_glass(), 80);
    const Until until = Until::in(patience);
    const auto print = capture(Finger::right_index, until);
    ASSERT_TRUE(print) << print.error().message;
    EXPECT_TRUE(print->report().passed());
    EXPECT_FALSE(until.has_passed());
}

TEST_F(Glass, HasToBeLeftByTheFingerBeforeTheNextOneCounts) {
    lies(first_, 4);
    lies(bare_glass(), 2);
    lies(second_, 80);
    ASSERT_TRUE(capture(Finger::right_index));
    const auto next = capture(Finger::right_middle);
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_TRUE(next->report().passed());
    EXPECT_LT(test::mean_difference(next->frame.image, second_), test::mean_difference(next->frame.image, first_));
    EXPECT_THAT(asked_for(), Contains(Action::lift_finger));
}

TEST_F(Glass, MayShowAnotherFingerAtOnce) {
    lies(first_, 2);
    lies(second_, 80);
    ASSERT_TRUE(capture(Finger::right_index));
    const auto next = capture(Finger::right_middle);
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_LT(test::mean_difference(next->frame.image, second_), test::mean_difference(next->frame.image, first_));
}

TEST_F(Glass, WhoseFingerIsNeverLiftedFailsForThatReason) {
    lies(first_);
    ASSERT_TRUE(capture(Finger::right_index)->report().passed());
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto next = capture(Finger::right_middle, Until::in(1500ms));
        ASSERT_TRUE(next) << next.error().message;
        const Finding* lifted = next->report().find("finger_lifted");
        ASSERT_TRUE(lifted);
        EXPECT_EQ(lifted->verdict, FindingVerdict::fail);
        EXPECT_FALSE(lifted->text.id.empty());
        EXPECT_FALSE(next->report().passed());
    }
}

TEST_F(Glass, IsNotTakenForBareAfterACaptureThatBroughtNothing) {
    lies(first_);
    ASSERT_TRUE(capture(Finger::right_index)->report().passed());
    ASSERT_FALSE(capture(Finger::right_middle, Until::in(1ms)));
    const auto next = capture(Finger::right_middle, Until::in(1500ms));
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_TRUE(next->report().find("finger_lifted"));
    EXPECT_FALSE(next->report().passed());
}

TEST_F(Glass, MayKeepTheFingerForAnotherTryAtIt) {
    lies(first_);
    const Profile flawless = no_print();
    const auto poor = capture(Finger::right_index, Until::in(1s), &flawless);
    ASSERT_TRUE(poor) << poor.error().message;
    ASSERT_FALSE(poor->report().passed());
    const auto next = capture(Finger::right_index);
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_TRUE(next->report().passed());
    EXPECT_THAT(asked_for(), Not(Contains(Action::lift_finger)));
}

TEST_F(Glass, WithAWholeHandGivesEachFinger) {
    const auto drawn = test::make_slap_pattern({.seed = 5, .has_one_print = true});
    lies(drawn.image);
    const auto prints = capture_slap(slot(), {.slap = Slap::right_four}, Until::in(patience));
    ASSERT_TRUE(prints) << prints.error().message;
    EXPECT_TRUE(prints->report.passed());
    ASSERT_EQ(prints->checks.size(), 4u);
    EXPECT_EQ(prints->segmentation.fingers[0].finger, Finger::right_index);
    EXPECT_EQ(prints->device.id, "virtual/primary");
}

TEST_F(Glass, WithTheOtherHandFailsAtTheDeadline) {
    const auto drawn = test::make_slap_pattern({.seed = 5, .has_one_print = true, .slap = Slap::left_four});
    lies(drawn.image);
    const auto prints = capture_slap(slot(), {.slap = Slap::right_four}, Until::in(2s));
    ASSERT_TRUE(prints) << prints.error().message;
    EXPECT_EQ(prints->report.find("hand")->verdict, FindingVerdict::fail);
    EXPECT_THAT(prints->checks, IsEmpty());
    EXPECT_EQ(prints->report.find("contrast")->verdict, FindingVerdict::not_assessed);
}

TEST_F(Glass, WithAPoorFingerNamesIt) {
    const auto drawn = test::make_slap_pattern({.seed = 5, .has_one_print = true, .slap = Slap::thumbs});
    lies(drawn.image);
    const Profile flawless = no_print();
    const auto prints = capture_slap(slot(), {.slap = Slap::thumbs, .profile = &flawless}, Until::in(2s));
    ASSERT_TRUE(prints) << prints.error().message;
    EXPECT_THAT(prints->report.find("contrast")->text.en, testing::HasSubstr("thumb: "));
    EXPECT_THAT(prints->report.find("contrast")->text.id, testing::HasSubstr("ibu jari"));
}

}  // namespace
}  // namespace limner
