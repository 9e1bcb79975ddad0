#include "support/counter.h"
#include "support/temporary_folder.h"

#include "device/hub.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

TEST(FailedDevice, ShowsAsQuarantinedUntilItsCoolDownEnds) {
    auto primary = camera("primary", {{.kind = "error", .after_frames = 2, .times = 1}});
    auto runtime = open_runtime({primary, camera("spare")});
    auto config = two_cameras();
    config.failover.cool_down = 1s;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    while (slot->next_frame(Until::in(patience)).value().device_id == "virtual/primary") {
    }
    EXPECT_TRUE(becomes(runtime, "virtual/primary", DeviceState::quarantined));
    EXPECT_TRUE(becomes(runtime, "virtual/primary", DeviceState::ready));
}

TEST(FailedDevice, IsNoLongerQuarantinedWhenItsSlotGoes) {
    auto primary = camera("primary", {{.kind = "error", .in = "open", .times = 0}});
    auto runtime = open_runtime({primary});
    {
        auto slot = Slot::open(runtime, {.name = "camera", .candidates = {"virtual/primary"}});
        ASSERT_TRUE(slot);
        EXPECT_TRUE(becomes(runtime, "virtual/primary", DeviceState::quarantined));
    }
    EXPECT_TRUE(becomes(runtime, "virtual/primary", DeviceState::ready));
}

TEST(FailedDevice, HasItsFailuresForgottenByACompletedCapture) {
    auto only = scanner("scanner", {{.kind = "error", .times = 1}});
    auto runtime = open_runtime({only});
    SlotConfig config{
        .name = "scanner", .candidates = {"virtual/scanner"}, .device_class = DeviceClass::document_scanner};
    config.failover.cool_down = 16s;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    ASSERT_TRUE(scan_document(*slot, {}, Until::in(patience)));
    ASSERT_TRUE(slot->release(Until::in(patience)));
    EXPECT_TRUE(becomes(runtime, "virtual/scanner", DeviceState::ready));
}

TEST(FlappingDevice, IsLeftAloneHoweverOftenItComesBack) {
    auto runtime = open_runtime({camera("primary"), camera("spare")});
    auto config = two_cameras();
    config.failover.max_losses = 2;
    config.failover.cool_down = 60s;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    ASSERT_TRUE(becomes(runtime, "virtual/primary", DeviceState::in_use));
    for (int loss = 1; loss <= 2; ++loss) {
        ASSERT_TRUE(becomes(runtime, "virtual/spare", DeviceState::ready)) << "after " << loss - 1 << " losses";
        runtime.devices().impl()->note_lost("virtual/spare");
        std::this_thread::sleep_for(1100ms);  // what follows within a second is the same loss
    }
    ASSERT_TRUE(becomes(runtime, "virtual/spare", DeviceState::ready)) << "two are forgiven";
    runtime.devices().impl()->note_lost("virtual/spare");
    EXPECT_TRUE(becomes(runtime, "virtual/spare", DeviceState::quarantined));
}

TEST(SlowedDevice, IsLeftForOneThatKeepsItsPace) {
    // Five measured spans of two seconds at 60 frames a second, then twenty times as long a frame.
    auto runtime = open_runtime(
        {camera("primary", {{.kind = "slow", .after_ms = 12'500, .extra_ms = 300, .times = 0}}), camera("spare")});
    auto config = two_cameras();
    config.failover.stall_after = 5s;
    config.failover.slower_than_history = 3;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    auto until = Until::in(60s);
    while (slot->next_frame(until).value().device_id == "virtual/primary") {
    }
    auto switched = events.wait_for(SlotEvent::Kind::switched);
    ASSERT_TRUE(switched);
    EXPECT_EQ(switched->reason, ErrorCode::device_slow);
}

TEST(SlowedDevice, OfPagesIsLeftAfterThePageThatItCompleted) {
    test::TemporaryFolder folder;
    auto is_worn = folder.path() / "worn";
    auto slowing = scanner(
        "primary", {{.kind = "slow", .after_rows = 100, .when_file = is_worn.string(), .extra_ms = 1000, .times = 0}});
    slowing.page_ms = 60;
    auto runtime = open_runtime({slowing, scanner("spare")});
    auto config = two_scanners();
    config.failover.stall_after = 5s;
    config.failover.slower_than_history = 4;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    std::string last = "virtual/primary";
    for (int page = 1; page <= 20 && last == "virtual/primary"; ++page) {
        auto scan = scan_document(*slot, {}, Until::in(patience));
        ASSERT_TRUE(scan) << scan.error().message;
        if (page == 6) folder.write("worn", "");
        last = scan->pages.at(0).page.device_id;
    }
    EXPECT_EQ(last, "virtual/spare");
    auto degraded = events.wait_for(SlotEvent::Kind::degraded);
    ASSERT_TRUE(degraded);
    EXPECT_EQ(degraded->reason, ErrorCode::device_slow);
}

TEST(SlowedDevice, OfPrintsIsLeftAfterThePrintThatItCompleted) {
    test::TemporaryFolder folder;
    auto is_worn = folder.path() / "worn";
    auto slowing = reader("primary", {{.kind = "slow", .when_file = is_worn.string(), .extra_ms = 1000, .times = 0}});
    auto runtime = open_runtime({slowing, reader("spare")});
    auto config = two_readers();
    config.failover.stall_after = 5s;
    config.failover.slower_than_history = 4;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    Profile any_print = profiles::fingerprint_enrol();
    any_print.requirements.clear();
    std::string last = "virtual/primary";
    for (int print = 1; print <= 20 && last == "virtual/primary"; ++print) {
        auto taken = capture_fingerprint(*slot, {.profile = &any_print}, Until::in(patience));
        ASSERT_TRUE(taken) << taken.error().message;
        if (print == 6) folder.write("worn", "");
        last = taken->frame.device_id;
    }
    EXPECT_EQ(last, "virtual/spare");
    auto degraded = events.wait_for(SlotEvent::Kind::degraded);
    ASSERT_TRUE(degraded);
    EXPECT_EQ(degraded->reason, ErrorCode::device_slow);
}

}  // namespace
}  // namespace limner
