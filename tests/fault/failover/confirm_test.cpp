#include "support/counter.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

/// A slot whose first scanner breaks in the middle of a page, and which waits until the document was moved.
class ConfirmedMove : public ::testing::Test {
protected:
    std::future<Result<Scan>> begin_scan(const Until& until) {
        return std::async(std::launch::async, [this, until] {
            ScanOptions options;
            options.observer.on_progress = [this](std::optional<double>) {
                auto device = slot.device();
                if (device && device->id == "virtual/spare" && !is_confirmed) began_early = true;
            };
            return scan_document(slot, options, until);
        });
    }

    static Slot opened(Runtime& runtime) {
        auto config = two_scanners();
        config.failover.confirm_moves = true;
        return Slot::open(runtime, config).value();
    }

    Runtime runtime = open_runtime({scanner("primary", {{.kind = "unplug", .after_rows = 300}}), scanner("spare")});
    Slot slot = opened(runtime);
    EventLog events{slot};
    std::atomic<bool> is_confirmed = false;
    std::atomic<bool> began_early = false;
};

TEST_F(ConfirmedMove, GoesOnWhenAnotherThreadConfirms) {
    auto scanning = begin_scan(Until::in(patience));
    auto asked = events.wait_for(SlotEvent::Kind::action_required);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->action, Action::move_document);
    EXPECT_EQ(scanning.wait_for(100ms), std::future_status::timeout);
    is_confirmed = true;
    slot.confirm();
    auto scan = scanning.get();
    ASSERT_TRUE(scan) << scan.error().message;
    EXPECT_EQ(scan->pages.at(0).page.device_id, "virtual/spare");
    EXPECT_FALSE(began_early) << "the spare scanned before anybody confirmed";
}

TEST_F(ConfirmedMove, CountsThePersonsTimeApartFromTheMachines) {
    auto scanning = begin_scan(Until::in(patience));
    ASSERT_TRUE(events.wait_for(SlotEvent::Kind::action_required));
    EXPECT_EQ(scanning.wait_for(100ms), std::future_status::timeout);
    slot.confirm();
    auto scan = scanning.get();
    ASSERT_TRUE(scan) << scan.error().message;
    const SwitchRecord& change = scan->switches.at(0);
    ASSERT_TRUE(change.human_ms);
    EXPECT_GE(*change.human_ms, 100);
    EXPECT_NEAR(change.outage_ms, change.detection_ms + change.open_ms + change.first_frame_ms, 1);
    auto switched = events.wait_for(SlotEvent::Kind::switched);
    ASSERT_TRUE(switched && switched->change);
    EXPECT_GE(switched->change->human_ms.value_or(0), 100);
}

TEST_F(ConfirmedMove, IsTimedOutWhereNobodyConfirms) {
    slot.confirm();  // before the move: of no effect
    auto scan = scan_document(slot, {}, Until::in(4s));
    ASSERT_FALSE(scan);
    EXPECT_EQ(scan.error().code, ErrorCode::timed_out);
    EXPECT_NE(scan.error().message.find("nobody confirmed"), std::string::npos) << scan.error().message;
}

TEST_F(ConfirmedMove, EndsAtTheCallersStop) {
    std::stop_source stop;
    auto scanning = begin_scan(Until::in(patience, stop.get_token()));
    ASSERT_TRUE(events.wait_for(SlotEvent::Kind::action_required));
    stop.request_stop();
    auto scan = scanning.get();
    ASSERT_FALSE(scan);
    EXPECT_EQ(scan.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace limner
