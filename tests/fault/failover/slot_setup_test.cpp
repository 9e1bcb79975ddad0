// What a slot says of a set-up that it cannot meet.
#include "support/counter.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

TEST(SlotSetup, SaysAtTheDeadlineThatNoDeviceServes) {
    auto runtime = open_runtime({});
    auto slot = Slot::open(runtime, {.name = "portrait camera", .candidates = {"virtual/*"}});
    ASSERT_TRUE(slot);
    auto frame = slot->next_frame(Until::in(200ms));
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_missing);
    EXPECT_NE(frame.error().message.find("portrait camera"), std::string::npos);
    EXPECT_NE(frame.error().message.find("nothing matches virtual/*; of its class nothing is connected"),
              std::string::npos)
        << frame.error().message;
}

TEST(SlotSetup, SaysWhatIsConnectedWhereNothingMatches) {
    auto runtime = open_runtime({camera("desk"), reader("finger")});
    ASSERT_TRUE(becomes(runtime, "virtual/desk", DeviceState::ready));
    auto slot = Slot::open(runtime, {.name = "portrait camera", .candidates = {"v4l2/*", "gphoto2/*"}});
    auto frame = slot->next_frame(Until::in(200ms));
    ASSERT_FALSE(frame);
    EXPECT_NE(frame.error().message.find("nothing matches v4l2/*, gphoto2/*; of its class are virtual/desk connected"),
              std::string::npos)
        << frame.error().message;
}

TEST(SlotSetup, NamesTheSettingsThatTheFirstDeviceDoesNotTake) {
    auto plain = camera("primary");
    plain.without_options = {"zoom"};
    auto runtime = open_runtime({plain});
    auto config = two_cameras();
    config.settings = {{"zoom", 2.0}, {"led", true}};
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot->next_frame(Until::in(patience)));
    EventLog events(*slot);
    auto degraded = events.wait_for(SlotEvent::Kind::degraded);
    ASSERT_TRUE(degraded);
    EXPECT_EQ(degraded->device, "virtual/primary");
    EXPECT_EQ(degraded->reason, ErrorCode::unsupported);
    EXPECT_EQ(degraded->settings_not_mapped, std::vector<std::string>{"zoom"});
}

TEST(SlotSetup, CarriesTheSettingsToTheSpareAndNamesWhatItLacks) {
    auto spare = camera("spare");
    spare.without_options = {"zoom"};
    auto runtime = open_runtime({camera("primary", {{.kind = "unplug", .after_frames = 5}}), spare});
    auto config = two_cameras();
    config.settings = {{"zoom", 2.0}};
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    ASSERT_TRUE(frame_after_switch(*slot));
    auto switched = events.wait_for(SlotEvent::Kind::switched);
    ASSERT_TRUE(switched);
    EXPECT_EQ(switched->change->settings_not_mapped, std::vector<std::string>{"zoom"});
}

TEST(SlotSetup, CallsAMistakeOfItsDevicesSettingsByItsName) {
    auto mistaken = camera("primary");
    mistaken.source = "/nonexistent/picture.png";
    auto runtime = open_runtime({mistaken});
    auto config = two_cameras();
    config.failover.cool_down = 16s;
    auto slot = Slot::open(runtime, config);
    EventLog events(*slot);
    ASSERT_TRUE(events.wait_for(SlotEvent::Kind::degraded));
    auto frame = slot->next_frame(Until::in(1'500ms));
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::invalid_setup);
    EXPECT_NE(frame.error().message.find("/nonexistent/picture.png"), std::string::npos) << frame.error().message;
    EXPECT_EQ(info_of(runtime, "virtual/primary").health.errors, 1u) << "no repetition mends it";
}

}  // namespace
}  // namespace limner
