#include "support/counter.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using simulation::VirtualDevice;
using testing_support::open_runtime;

constexpr auto patience = 20s;

bool becomes(const Runtime& runtime, const std::string& id, DeviceState wanted) {
    for (auto until = Until::in(patience); !until.has_passed(); std::this_thread::sleep_for(2ms)) {
        auto devices = runtime.devices().devices();
        auto at = std::ranges::find(devices, id, &DeviceInfo::id);
        if (at != devices.end() && at->state == wanted) return true;
    }
    return false;
}

VirtualDevice device(DeviceClass device_class, const std::string& id, std::vector<simulation::Fault> faults) {
    return {.id = id, .device_class = device_class, .width = 160, .height = 120, .faults = std::move(faults)};
}

TEST(FailedDevice, ShowsAsQuarantinedUntilItsCoolDownEnds) {
    auto primary = device(DeviceClass::camera, "primary", {{.kind = "error", .after_frames = 2, .times = 1}});
    auto runtime = open_runtime({primary, device(DeviceClass::camera, "spare", {})});
    SlotConfig config{.name = "camera", .candidates = {"virtual/primary", "virtual/spare"}};
    config.failover.fail_back = false;
    config.failover.cool_down = 1s;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    while (slot->next_frame(Until::in(patience)).value().device_id == "virtual/primary") {
    }
    EXPECT_TRUE(becomes(runtime, "virtual/primary", DeviceState::quarantined));
    EXPECT_TRUE(becomes(runtime, "virtual/primary", DeviceState::ready));
}

TEST(FailedDevice, IsNoLongerQuarantinedWhenItsSlotGoes) {
    auto primary = device(DeviceClass::camera, "primary", {{.kind = "error", .in = "open", .times = 0}});
    auto runtime = open_runtime({primary});
    {
        auto slot = Slot::open(runtime, {.name = "camera", .candidates = {"virtual/primary"}});
        ASSERT_TRUE(slot);
        EXPECT_TRUE(becomes(runtime, "virtual/primary", DeviceState::quarantined));
    }
    EXPECT_TRUE(becomes(runtime, "virtual/primary", DeviceState::ready));
}

TEST(FailedDevice, HasItsFailuresForgottenByACompletedCapture) {
    auto scanner = device(DeviceClass::document_scanner, "scanner", {{.kind = "error", .times = 1}});
    auto runtime = open_runtime({scanner});
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
