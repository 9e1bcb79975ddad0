#include "support/counter.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace limner
