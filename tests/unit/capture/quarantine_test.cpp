#include "capture/quarantine.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;

const Clock::time_point start{1h};

TEST(Quarantine, BarsAFailedDeviceForTheCoolDown) {
    Quarantine quarantine({.cool_down = 30s});
    quarantine.note_failure("camera", start);
    EXPECT_TRUE(quarantine.is_barred("camera", start + 29s));
    EXPECT_FALSE(quarantine.is_barred("camera", start + 30s));
    EXPECT_FALSE(quarantine.is_barred("another", start));
}

TEST(Quarantine, DoublesTheCoolDownWithEachFailureUpToSixteenTimes) {
    Quarantine quarantine({.cool_down = 30s});
    quarantine.note_failure("camera", start);
    quarantine.note_failure("camera", start);
    EXPECT_TRUE(quarantine.is_barred("camera", start + 59s));
    for (int i = 0; i < 20; ++i) quarantine.note_failure("camera", start);
    EXPECT_TRUE(quarantine.is_barred("camera", start + 479s));
    EXPECT_FALSE(quarantine.is_barred("camera", start + 480s));
}

TEST(Quarantine, TriesWhatAPersonHasToMendNoSoonerAsALastResort) {
    Quarantine quarantine({.cool_down = 32s});
    quarantine.note_failure("camera", start);
    EXPECT_FALSE(quarantine.is_barred_as_last_resort("camera", start + 2s));
    quarantine.note_mistake("camera", start);
    EXPECT_TRUE(quarantine.is_barred_as_last_resort("camera", start + 31s));
    EXPECT_FALSE(quarantine.is_barred_as_last_resort("camera", start + 32s));
    quarantine.note_failure("camera", start);
    EXPECT_FALSE(quarantine.is_barred_as_last_resort("camera", start + 2s));
}

TEST(Quarantine, ForgetsFailuresOnceTheDeviceServedWell) {
    Quarantine quarantine({.cool_down = 30s});
    quarantine.note_failure("camera", start);
    quarantine.note_success("camera");
    EXPECT_FALSE(quarantine.is_barred("camera", start));
}

TEST(Quarantine, ForgetsFailuresOfADeviceThatDeliveredForAsLongAsItsCoolDown) {
    Quarantine quarantine({.cool_down = 30s});
    quarantine.note_failure("camera", start);
    quarantine.note_failure("camera", start);
    quarantine.note_service("camera", start + 10s, start + 69s);
    quarantine.note_failure("camera", start + 70s);
    EXPECT_TRUE(quarantine.is_barred("camera", start + 189s)) << "a third failure, since 59 s are not yet 60";
    quarantine.note_service("camera", start + 70s, start + 190s);
    quarantine.note_failure("camera", start + 190s);
    EXPECT_FALSE(quarantine.is_barred("camera", start + 220s)) << "a first failure again";
}

TEST(Quarantine, CountsNoServiceFromBeforeTheFailure) {
    Quarantine quarantine({.cool_down = 30s});
    quarantine.note_failure("camera", start);
    quarantine.note_service("camera", start - 1h, start + 29s);
    EXPECT_TRUE(quarantine.is_barred("camera", start + 29s));
}

TEST(Quarantine, NamesTheDevicesThatAreBarred) {
    Quarantine quarantine({.cool_down = 30s});
    quarantine.note_failure("camera", start);
    quarantine.note_failure("spare", start + 10s);
    EXPECT_EQ(quarantine.barred(start + 29s), (std::set<std::string>{"camera", "spare"}));
    EXPECT_EQ(quarantine.barred(start + 30s), std::set<std::string>{"spare"});
}

TEST(Quarantine, BarsADeviceThatDisappearsTooOften) {
    Quarantine quarantine({.cool_down = 30s, .max_losses = 2, .losses_within = 10min});
    quarantine.note_loss("reader", start);
    quarantine.note_loss("reader", start + 1min);
    EXPECT_FALSE(quarantine.is_barred("reader", start + 1min));
    quarantine.note_loss("reader", start + 2min);
    EXPECT_TRUE(quarantine.is_barred("reader", start + 2min + 29s));
    EXPECT_FALSE(quarantine.is_barred("reader", start + 2min + 30s));
    quarantine.note_loss("reader", start + 3min);
    EXPECT_TRUE(quarantine.is_barred("reader", start + 3min + 59s)) << "doubled";
    EXPECT_FALSE(quarantine.is_barred("reader", start + 3min + 60s));
}

TEST(Quarantine, KeepsCountingLossesOverCapturesThatWereCompletedBetweenThem) {
    Quarantine quarantine({.cool_down = 30s, .max_losses = 2, .losses_within = 10min});
    for (auto minute : {0min, 1min, 2min}) {
        quarantine.note_success("reader");
        quarantine.note_loss("reader", start + minute);
    }
    quarantine.note_success("reader");
    quarantine.note_service("reader", start, start + 2min + 10s);
    EXPECT_TRUE(quarantine.is_barred("reader", start + 2min + 29s));
    EXPECT_TRUE(quarantine.has_failed("reader"));
    EXPECT_EQ(quarantine.next_change(start + 2min + 10s), start + 2min + 30s);
}

TEST(Quarantine, CountsALossThatIsSeenTwiceOnce) {
    Quarantine quarantine({.cool_down = 30s, .max_losses = 1, .losses_within = 10min});
    quarantine.note_loss("reader", start);
    quarantine.note_loss("reader", start + 500ms);
    EXPECT_FALSE(quarantine.is_barred("reader", start + 500ms));
    quarantine.note_loss("reader", start + 1min);
    EXPECT_TRUE(quarantine.is_barred("reader", start + 1min));
}

TEST(Quarantine, DoesNotHoldRareLossesAgainstADevice) {
    Quarantine quarantine({.cool_down = 30s, .max_losses = 2, .losses_within = 10min});
    for (int i = 0; i < 20; ++i) {
        quarantine.note_loss("reader", start + i * 6min);
        EXPECT_FALSE(quarantine.is_barred("reader", start + i * 6min)) << i;
    }
    EXPECT_FALSE(quarantine.has_failed("reader"));
}

TEST(Quarantine, LetsALastResortBackAfterASixteenthOfTheCoolDown) {
    Quarantine quarantine({.cool_down = 32s});
    quarantine.note_failure("camera", start);
    EXPECT_TRUE(quarantine.is_barred_as_last_resort("camera", start + 1s));
    EXPECT_FALSE(quarantine.is_barred_as_last_resort("camera", start + 2s));
    EXPECT_EQ(quarantine.next_change(start), start + 2s);
    EXPECT_EQ(quarantine.next_change(start + 2s), start + 32s);
    EXPECT_FALSE(quarantine.next_change(start + 32s));
}

}  // namespace
}  // namespace limner
