#include "support/counter.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using simulation::Fault;
using simulation::VirtualDevice;
using testing_support::EventLog;
using testing_support::open_runtime;

constexpr auto patience = 20s;

VirtualDevice reader(const std::string& id, std::vector<Fault> faults = {}) {
    VirtualDevice device;
    device.id = id;
    device.device_class = DeviceClass::fingerprint_reader;
    device.fps = 30;
    device.ppi = 500;
    device.width = 300;
    device.height = 400;
    device.faults = std::move(faults);
    return device;
}

SlotConfig two_readers() {
    SlotConfig config{.name = "reader",
                      .candidates = {"virtual/primary", "virtual/spare"},
                      .device_class = DeviceClass::fingerprint_reader};
    config.failover.stall_after = 300ms;
    config.failover.fail_back = false;
    return config;
}

TEST(ReaderFailover, NeverSwitchesBecauseAFingerDoesNotCome) {
    auto waiting = reader("primary");
    waiting.finger_after_ms = 60'000;
    auto runtime = open_runtime({waiting, reader("spare")});
    auto slot = Slot::open(runtime, two_readers());
    ASSERT_TRUE(slot);
    std::vector<Hint> hints;
    FingerprintOptions options;
    options.observer.on_waiting = [&](Hint hint) { hints.push_back(hint); };
    auto print = capture_fingerprint(*slot, options, Until::in(1500ms));  // five times the stall limit
    ASSERT_FALSE(print);
    EXPECT_EQ(print.error().code, ErrorCode::timed_out) << print.error().message;
    ASSERT_FALSE(hints.empty());
    EXPECT_EQ(hints.front(), Hint::place_finger);
    EXPECT_EQ(slot->device()->id, "virtual/primary");
}

TEST(ReaderFailover, AsksForTheFingerOnTheSpareAndRecordsTheSwitch) {
    auto runtime = open_runtime({reader("primary", {{.kind = "unplug", .after_frames = 1}}), reader("spare")});
    auto slot = Slot::open(runtime, two_readers());
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    // The built-in picture is no print: the capture goes on to its deadline and returns the best of the spare's.
    auto print = capture_fingerprint(*slot, {.finger = Finger::right_index}, Until::in(3s));
    ASSERT_TRUE(print) << print.error().message;
    EXPECT_EQ(print->frame.device_id, "virtual/spare");
    EXPECT_EQ(print->finger, Finger::right_index);
    ASSERT_EQ(print->switches.size(), 1u);
    EXPECT_EQ(print->switches[0].reason, "device_lost");
    auto asked = events.wait_for(SlotEvent::Kind::action_required);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->action, Action::place_finger);
}

TEST(ReaderFailover, WaitsForTheOfficersWordWhereThePolicySaysSo) {
    auto runtime = open_runtime({reader("primary", {{.kind = "unplug", .after_frames = 1}}), reader("spare")});
    auto config = two_readers();
    config.failover.confirm_moves = true;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    auto unconfirmed = capture_fingerprint(*slot, {}, Until::in(1s));
    EXPECT_FALSE(unconfirmed && unconfirmed->frame.device_id == "virtual/spare")
        << "a picture of the spare was used before anybody confirmed the move";
}

TEST(ReaderFailover, RefusesASlotOfAnotherClass) {
    auto runtime = open_runtime({});
    auto slot = Slot::open(runtime, "any camera");
    ASSERT_TRUE(slot);
    auto print = capture_fingerprint(*slot, {}, Until::in(1s));
    ASSERT_FALSE(print);
    EXPECT_EQ(print.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace limner
