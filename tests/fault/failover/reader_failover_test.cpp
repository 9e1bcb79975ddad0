#include "support/counter.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

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
    EXPECT_EQ(print->device.id, "virtual/spare");
    EXPECT_FALSE(print->device.driver_version.empty());
    ASSERT_EQ(print->switches.size(), 1u);
    EXPECT_EQ(print->switches[0].reason, "device_lost");
    auto asked = events.wait_for(SlotEvent::Kind::action_required);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->action, Action::place_finger);
}

TEST(ReaderFailover, ReportsTheTimeUntilTheFingerComesAsAPersons) {
    auto spare = reader("spare");
    spare.finger_after_ms = 300;
    auto runtime = open_runtime({reader("primary", {{.kind = "unplug", .after_frames = 1}}), spare});
    auto slot = Slot::open(runtime, two_readers());
    ASSERT_TRUE(slot);
    auto print = capture_fingerprint(*slot, {.finger = Finger::right_index}, Until::in(3s));
    ASSERT_TRUE(print) << print.error().message;
    ASSERT_EQ(print->switches.size(), 1u);
    EXPECT_GT(print->switches[0].human_ms.value_or(0), 0);
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
