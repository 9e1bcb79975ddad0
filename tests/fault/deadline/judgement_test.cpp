// However long a picture takes to be judged, a capture returns by its deadline and at its stop, and the next one works.
#include "capture/slot_impl.h"
#include "support/counter.h"
#include "support/hang.h"
#include "support/ridge_pattern.h"
#include "support/sample_images.h"
#include "support/temporary_folder.h"

#include <limner/capture/capture.h>
#include <limner/frame/image_file.h>

#include <gtest/gtest.h>

#include <optional>
#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

/// A counter at which nothing is judged before endless_.end().
class EndlessJudgement : public testing::Test {
protected:
    Slot& open(const simulation::VirtualDevice& device, SlotConfig config) {
        config.failover.stall_after = 5s;
        runtime_ = open_runtime({device});
        slot_ = Slot::open(*runtime_, std::move(config)).value();
        EXPECT_TRUE(slot_->impl().computing.post("waiting", [call = endless_.call] { (void)call(); }));
        return *slot_;
    }

    Slot& open_reader() {
        folder_.write("print.png", *encode_png(test::make_ridge_pattern({.seed = 1}), 500.0));
        simulation::VirtualDevice device = reader("primary");
        device.source = folder_.path().string();
        device.width = device.height = std::nullopt;
        return open(device, two_readers());
    }

    test::TemporaryFolder folder_;
    std::optional<Runtime> runtime_;
    std::optional<Slot> slot_;
    Hang endless_;  // goes before the slot, which waits for what it computes
};

constexpr auto soon = 1'000ms;

TEST_F(EndlessJudgement, OfAPrintLetsItsCaptureEndAtTheDeadlineAndTheNextOneWork) {
    Slot& slot = open_reader();
    const auto late = capture_fingerprint(slot, {}, Until::in(soon));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::timed_out);
    endless_.end();
    const auto next = capture_fingerprint(slot, {}, Until::in(patience));
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_TRUE(next->report().passed());
}

TEST_F(EndlessJudgement, OfASlapLetsItsCaptureEndAtTheDeadline) {
    const auto late = capture_slap(open_reader(), {}, Until::in(soon));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::timed_out);
}

TEST_F(EndlessJudgement, HeedsAStop) {
    Slot& slot = open_reader();
    ASSERT_TRUE(slot.next_frame(Until::in(patience)));
    std::stop_source stop;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(200ms);
        stop.request_stop();
    });
    const auto stopped = capture_fingerprint(slot, {}, Until::in(patience, stop.get_token()));
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

TEST_F(EndlessJudgement, OfAPortraitLetsItsCaptureEndAtTheDeadline) {
    auto checker = PortraitChecker::load();
    if (!checker) GTEST_SKIP() << checker.error().message;
    Slot& slot = open(camera("primary"), two_cameras());
    for (bool is_auto : {false, true}) {
        PortraitOptions options;
        options.auto_capture = is_auto;
        const auto late = capture_portrait(slot, *checker, options, Until::in(soon));
        ASSERT_FALSE(late);
        EXPECT_EQ(late.error().code, ErrorCode::timed_out);
    }
    const auto short_form = capture_portrait(slot, profiles::icao_9303(), Until::in(soon));
    ASSERT_FALSE(short_form);
    EXPECT_EQ(short_form.error().code, ErrorCode::timed_out);
}

TEST_F(EndlessJudgement, OfAPageKeepsThePageForAPersonToLookAt) {
    const auto scan = scan_document(open(scanner("primary"), two_scanners()), {}, Until::in(3s));
    ASSERT_TRUE(scan) << scan.error().message;
    EXPECT_FALSE(scan->interrupted_by);
    ASSERT_EQ(scan->pages.size(), 1u);
    const Report& report = scan->pages[0].report();
    EXPECT_EQ(report.verdict(), ReportVerdict::review);
    ASSERT_FALSE(report.findings().empty());
    for (const Finding& finding : report) {
        EXPECT_EQ(finding.verdict, FindingVerdict::not_assessed);
        EXPECT_FALSE(finding.text.en.empty());
        EXPECT_FALSE(finding.text.id.empty());
    }
}

TEST_F(EndlessJudgement, OfAPagePutsNoPictureOfAStandInInItsPlace) {
    SlotConfig config = two_scanners();
    config.stand_ins = {"virtual/desk"};
    const auto scan = scan_document(open(camera("desk"), config), {}, Until::in(3s));
    ASSERT_FALSE(scan);
    EXPECT_EQ(scan.error().code, ErrorCode::timed_out);
}

using PrintOfTheLastCapture = EndlessJudgement;

TEST_F(PrintOfTheLastCapture, IsForgottenWhenTheSlotIsReleased) {
    Slot& slot = open_reader();
    endless_.end();
    ASSERT_TRUE(capture_fingerprint(slot, {}, Until::in(patience)));
    ASSERT_TRUE(slot.release(Until::in(patience)));
    const auto is_forgotten = [&] {
        std::lock_guard lock(slot.impl().mutex);
        return !slot.impl().last_print;
    };
    for (const Until until = Until::in(patience); !is_forgotten() && !until.has_passed();)
        std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(is_forgotten());
}

}  // namespace
}  // namespace limner
