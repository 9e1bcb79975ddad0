// A camera in a scanner's place.
#include "support/counter.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

/// Its picture is no document: a profile that asks for none is content with it.
Profile any_page() {
    auto profile = profiles::document_page();
    std::erase_if(profile.requirements, [](const Requirement& it) { return it.name != "blank"; });
    return profile;
}

SlotConfig scanner_or_camera() {
    auto config = two_scanners();
    config.candidates = {"virtual/primary"};
    config.stand_ins = {"virtual/table"};
    return config;
}

TEST(StandIn, PhotographsThePageWhenTheLastScannerIsLost) {
    auto runtime = open_runtime({scanner("primary", {{.kind = "unplug", .after_rows = 300}}), camera("table")});
    auto slot = Slot::open(runtime, scanner_or_camera());
    ASSERT_TRUE(slot) << slot.error().message;
    EventLog events(*slot);
    auto profile = any_page();
    auto scan = scan_document(*slot, {.profile = &profile}, Until::in(patience));
    ASSERT_TRUE(scan) << scan.error().message;
    ASSERT_EQ(scan->pages.size(), 1u);
    EXPECT_EQ(scan->pages[0].page.device_id, "virtual/table");
    EXPECT_TRUE(scan->pages[0].device.is_stand_in);
    EXPECT_FALSE(scan->pages[0].page.ppi_x) << "a camera does not know its resolution on a page";
    ASSERT_EQ(scan->switches.size(), 1u);
    EXPECT_EQ(scan->switches[0].reason, "device_lost");
    auto asked = events.wait_for(SlotEvent::Kind::action_required);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->action, Action::show_document);
}

TEST(StandIn, IsNotUsedWhileAScannerServes) {
    auto runtime = open_runtime({scanner("primary"), camera("table")});
    auto slot = Slot::open(runtime, scanner_or_camera());
    ASSERT_TRUE(slot);
    auto scan = scan_document(*slot, {}, Until::in(patience));
    ASSERT_TRUE(scan) << scan.error().message;
    EXPECT_EQ(scan->pages[0].page.device_id, "virtual/primary");
    EXPECT_FALSE(scan->pages[0].device.is_stand_in);
}

TEST(StandIn, ServesWhereNoScannerWasEverConnectedAndAsksForTheDocument) {
    auto runtime = open_runtime({camera("table")});
    auto slot = Slot::open(runtime, scanner_or_camera());
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    auto profile = any_page();
    auto scan = scan_document(*slot, {.profile = &profile}, Until::in(patience));
    ASSERT_TRUE(scan) << scan.error().message;
    EXPECT_TRUE(scan->pages[0].device.is_stand_in);
    auto asked = events.wait_for(SlotEvent::Kind::action_required);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->action, Action::show_document);
}

TEST(StandIn, BringsItsBestPictureAtTheDeadlineWhereNoneIsGood) {
    auto runtime = open_runtime({camera("table")});
    auto slot = Slot::open(runtime, scanner_or_camera());
    ASSERT_TRUE(slot);
    auto profile = profiles::document_page();
    for (Requirement& it : profile.requirements) it.limits = {.low = 1e9};
    auto scan = scan_document(*slot, {.profile = &profile}, Until::in(2s));
    ASSERT_TRUE(scan) << scan.error().message;
    ASSERT_EQ(scan->pages.size(), 1u);
    EXPECT_EQ(scan->pages[0].report().verdict(), ReportVerdict::fail);
}

TEST(StandIn, GivesWayToTheScannerBetweenCaptures) {
    auto runtime =
        open_runtime({scanner("primary", {{.kind = "replug", .after_rows = 300, .for_ms = 700}}), camera("table")});
    auto config = scanner_or_camera();
    config.failover.fail_back = true;
    config.failover.cool_down = 200ms;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    auto profile = any_page();
    auto first = scan_document(*slot, {.profile = &profile}, Until::in(patience));
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_TRUE(first->pages[0].device.is_stand_in);
    EventLog events(*slot);
    auto recovered = events.wait_for(SlotEvent::Kind::recovered);
    ASSERT_TRUE(recovered);
    EXPECT_EQ(recovered->device, "virtual/primary");
}

TEST(StandIn, IsOnlyForScanners) {
    auto runtime = open_runtime({camera("primary")});
    auto config = two_cameras();
    config.stand_ins = {"virtual/table"};
    auto slot = Slot::open(runtime, config);
    ASSERT_FALSE(slot);
    EXPECT_EQ(slot.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace limner
