#include "support/counter.h"

#include "device/hub.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

SlotConfig slot_of(const std::string& name, std::vector<std::string> candidates, int warm_spares = 0) {
    SlotConfig config{.name = name, .candidates = std::move(candidates)};
    config.failover.warm_spares = warm_spares;
    return config;
}

bool becomes_held_by(Runtime& runtime, const std::string& id, const std::string& holder) {
    for (auto until = Until::in(patience); !until.has_passed(); std::this_thread::sleep_for(2ms)) {
        if (runtime.devices().impl()->holder_of(id) == holder) return true;
    }
    return false;
}

TEST(Owner, GivesAWarmSpareToTheSlotThatNeedsIt) {
    auto runtime = open_runtime({camera("one"), camera("two")});
    auto rich = Slot::open(runtime, slot_of("rich", {"virtual/one", "virtual/two"}, 1));
    ASSERT_TRUE(rich);
    ASSERT_TRUE(becomes_held_by(runtime, "virtual/two", "slot 'rich'"));
    auto poor = Slot::open(runtime, slot_of("poor", {"virtual/two"}));
    ASSERT_TRUE(poor);
    auto frame = poor->next_frame(Until::in(patience));
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->device_id, "virtual/two");
    EXPECT_EQ(runtime.devices().impl()->holder_of("virtual/two"), "slot 'poor'") << "the spare's slot took it back";
}

TEST(Owner, GivesAReturnedDeviceToTheSlotThatWantsASpare) {
    auto runtime = open_runtime({camera("one"), camera("two")});
    auto user = Slot::open(runtime, slot_of("user", {"virtual/two"}));
    ASSERT_TRUE(user);
    ASSERT_TRUE(becomes_held_by(runtime, "virtual/two", "slot 'user'"));
    auto rich = Slot::open(runtime, slot_of("rich", {"virtual/one", "virtual/two"}, 1));
    ASSERT_TRUE(rich);
    ASSERT_TRUE(rich->next_frame(Until::in(patience)));
    ASSERT_TRUE(user->release(Until::in(patience)));
    EXPECT_TRUE(becomes_held_by(runtime, "virtual/two", "slot 'rich'"));
}

TEST(Owner, NamesTheSlotThatHasTheOnlyDevice) {
    auto runtime = open_runtime({camera("one")});
    auto owner = Slot::open(runtime, slot_of("portrait camera", {"virtual/*"}));
    ASSERT_TRUE(owner);
    ASSERT_TRUE(owner->next_frame(Until::in(patience)));
    auto other = Slot::open(runtime, slot_of("other", {"virtual/*"}));
    ASSERT_TRUE(other);
    auto frame = other->next_frame(Until::in(300ms));
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_busy);
    EXPECT_NE(frame.error().message.find("virtual/one is in use by slot 'portrait camera'"), std::string::npos)
        << frame.error().message;
    EXPECT_TRUE(owner->next_frame(Until::in(patience))) << "the owner keeps what it uses";
}

TEST(Owner, HoldsVirtualDevicesForItsOwnRuntimeOnly) {
    auto one = open_runtime({camera("one")});
    auto other = open_runtime({camera("one")});
    one.devices().wait_for_devices(Until::in(patience));
    other.devices().wait_for_devices(Until::in(patience));
    auto first = Camera::open(one.devices(), "virtual/one", Until::in(patience));
    ASSERT_TRUE(first);
    EXPECT_TRUE(Camera::open(other.devices(), "virtual/one", Until::in(patience)));
}

}  // namespace
}  // namespace limner
