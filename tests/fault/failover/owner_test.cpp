#include "support/counter.h"
#include "support/temporary_folder.h"

#include "device/device_lock.h"
#include "device/hub.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
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

/// A camera of a driver whose devices another process could have, and a folder for its locks.
class SharedCamera : public ::testing::Test {
protected:
    static Runtime opened() {
        Runtime::Options options;
        options.drivers = {"template"};
        auto runtime = Runtime::open(options).value();
        runtime.devices().wait_for_devices(Until::in(patience));
        return runtime;
    }

    // Set before a thread is there that could read the environment meanwhile.
    static void use(const std::filesystem::path& folder) {
        ::setenv("LIMNER_LOCKS", folder.c_str(), 1);
        ::setenv("ACME_CAMERAS", "1", 1);
    }
    const std::string id = "template/acme/0";
    test::TemporaryFolder folder;
    bool is_set = (use(folder.path()), true);
    Runtime runtime = opened();
};

TEST_F(SharedCamera, IsRefusedWithItsHoldersNameWhileAnotherProgramHasIt) {
    auto elsewhere = DeviceLock::take(folder.path(), id);
    ASSERT_TRUE(elsewhere);
    auto camera = Camera::open(runtime.devices(), id, Until::in(patience));
    ASSERT_FALSE(camera);
    EXPECT_EQ(camera.error().code, ErrorCode::device_busy);
    EXPECT_EQ(camera.error().message, id + " is held by fault_failover (pid " + std::to_string(::getpid()) + ")");
    EXPECT_TRUE(runtime.devices().impl()->holder_of(id).empty()) << "a refused lease was kept";
}

TEST_F(SharedCamera, IsKeptFromOtherProgramsWhileItIsOpen) {
    {
        auto camera = Camera::open(runtime.devices(), id, Until::in(patience));
        ASSERT_TRUE(camera) << camera.error().message;
        EXPECT_FALSE(DeviceLock::take(folder.path(), id));
    }
    EXPECT_TRUE(DeviceLock::take(folder.path(), id));
}

TEST_F(SharedCamera, ServesItsSlotOnceTheOtherProgramGivesItBack) {
    auto elsewhere = DeviceLock::take(folder.path(), id);
    ASSERT_TRUE(elsewhere);
    auto slot = Slot::open(runtime, slot_of("camera", {id}));
    ASSERT_TRUE(slot);
    auto event = EventLog(*slot).wait_for(SlotEvent::Kind::no_device);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->reason, ErrorCode::device_busy);
    auto refused = slot->next_frame(Until::in(50ms));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::device_busy);
    EXPECT_NE(refused.error().message.find("is held by fault_failover"), std::string::npos) << refused.error().message;
    { auto given_back = *std::move(elsewhere); }
    auto frame = slot->next_frame(Until::in(patience));
    EXPECT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(info_of(runtime, id).health.errors, 0u) << "that somebody else had it was held against the device";
}

}  // namespace
}  // namespace limner
