#include "support/counter.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

TEST(ScannerFailover, RepeatsThePageThatBrokeInItsMiddle) {
    auto runtime = open_runtime({scanner("primary", {{.kind = "unplug", .after_rows = 300}}), scanner("spare")});
    auto slot = Slot::open(runtime, two_scanners());
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    auto scan = scan_document(*slot, {}, Until::in(patience));
    ASSERT_TRUE(scan) << scan.error().message;
    ASSERT_EQ(scan->pages.size(), 1u);
    EXPECT_EQ(scan->pages[0].page.device_id, "virtual/spare");
    EXPECT_EQ(scan->pages[0].page.image.height(), 600) << "rows of two devices were joined";
    ASSERT_EQ(scan->switches.size(), 1u);
    EXPECT_EQ(scan->switches[0].reason, "device_lost");
    auto asked = events.wait_for(SlotEvent::Kind::action_required);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->action, Action::move_document);
}

TEST(ScannerFailover, NeverSwitchesBecauseALampWarmsUp) {
    auto cold = scanner("primary");
    cold.warm_up_ms = 2'000;  // four times the stall limit
    auto runtime = open_runtime({cold, scanner("spare")});
    auto slot = Slot::open(runtime, two_scanners());
    ASSERT_TRUE(slot);
    std::vector<std::optional<double>> told;
    ScanOptions options;
    options.observer.on_progress = [&](std::optional<double> done) { told.push_back(done); };
    auto scan = scan_document(*slot, options, Until::in(patience));
    ASSERT_TRUE(scan) << scan.error().message;
    EXPECT_EQ(scan->pages.at(0).page.device_id, "virtual/primary");
    EXPECT_TRUE(scan->switches.empty());
    ASSERT_FALSE(told.empty());
    EXPECT_FALSE(told.front()) << "of the page nothing is done yet";
    std::erase(told, std::nullopt);
    EXPECT_TRUE(std::ranges::is_sorted(told));
    EXPECT_GT(told.back(), 0.5);
}

TEST(ScannerFailover, KeepsTheFinishedPagesOfAFeeder) {
    auto feeder = scanner("primary", {{.kind = "error", .after_frames = 2, .times = 0}});
    feeder.sheets = 4;
    auto spare = scanner("spare");
    spare.sheets = 2;
    spare.name = "the spare scanner";
    auto runtime = open_runtime({feeder, spare});
    auto config = two_scanners();
    config.settings = {{"source", std::string("adf")}};
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    auto scan = scan_document(*slot, {.max_pages = 0}, Until::in(patience));
    ASSERT_TRUE(scan) << scan.error().message;
    ASSERT_EQ(scan->pages.size(), 4u);
    EXPECT_EQ(scan->pages[1].page.device_id, "virtual/primary");
    EXPECT_EQ(scan->pages[2].page.device_id, "virtual/spare");
    EXPECT_EQ(scan->pages[1].device.id, "virtual/primary");
    EXPECT_EQ(scan->pages[2].device.id, "virtual/spare");
    EXPECT_EQ(scan->pages[2].device.name, "the spare scanner");
    EXPECT_EQ(scan->pages[2].device.driver, "virtual");
    EXPECT_FALSE(scan->pages[2].device.driver_version.empty());
    EXPECT_FALSE(scan->interrupted_by);
}

TEST(ScannerFailover, ReturnsFinishedPagesWithTheReasonWhenNoScannerIsLeft) {
    auto feeder = scanner("primary", {{.kind = "error", .after_frames = 2, .times = 0}});
    feeder.sheets = 4;
    auto runtime = open_runtime({feeder});
    auto config = two_scanners();
    config.settings = {{"source", std::string("adf")}};
    config.failover.max_switches = 0;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    auto scan = scan_document(*slot, {.max_pages = 0}, Until::in(patience));
    ASSERT_TRUE(scan) << scan.error().message;
    EXPECT_EQ(scan->pages.size(), 2u);
    ASSERT_TRUE(scan->interrupted_by);
    EXPECT_EQ(scan->interrupted_by->code, ErrorCode::device_fault);
}

TEST(ScannerFailover, ReportsAJamAtOnceWhereNoOtherScannerIsLeft) {
    auto runtime = open_runtime({scanner("primary", {{.kind = "error", .times = 0, .code = "paper_jam"}})});
    auto slot = Slot::open(runtime, two_scanners());
    ASSERT_TRUE(slot);
    auto scan = scan_document(*slot, {}, Until::in(patience));
    ASSERT_FALSE(scan);
    EXPECT_EQ(scan.error().code, ErrorCode::paper_jam);
    EXPECT_EQ(info_of(runtime, "virtual/primary").health.errors, 1u) << "the jammed scanner was tried again";
}

TEST(ScannerFailover, LeavesAJamToTheOtherScanner) {
    auto jammed = scanner("primary", {{.kind = "error", .times = 0, .code = "paper_jam"}});
    auto runtime = open_runtime({jammed, scanner("spare")});
    auto slot = Slot::open(runtime, two_scanners());
    ASSERT_TRUE(slot);
    auto scan = scan_document(*slot, {}, Until::in(patience));
    ASSERT_TRUE(scan) << scan.error().message;
    EXPECT_EQ(scan->pages.at(0).page.device_id, "virtual/spare");
}

TEST(ScannerFailover, ReportsAnEmptyFeederWithoutSwitching) {
    auto empty = scanner("primary", {{.kind = "error", .times = 0, .code = "paper_empty"}});
    auto runtime = open_runtime({empty, scanner("spare")});
    auto slot = Slot::open(runtime, two_scanners());
    ASSERT_TRUE(slot);
    auto scan = scan_document(*slot, {}, Until::in(patience));
    ASSERT_FALSE(scan);
    EXPECT_EQ(scan.error().code, ErrorCode::paper_empty);
    EXPECT_EQ(slot->device()->id, "virtual/primary");
}

}  // namespace
}  // namespace limner
