// Spares that are opened only: a camera among them starts when it takes over.
#include "support/counter.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;

/// A spare that leaves a file when it is started.
class OpenSpare : public testing::Test {
protected:
    std::string started() const { return (folder_.path() / "started").string(); }

    simulation::VirtualDevice spare() const {
        return camera("spare", {{.kind = "hang", .in = "start", .struck_file = started(), .for_ms = 1}});
    }

    static SlotConfig slot(bool streams) {
        SlotConfig config = two_cameras();
        config.failover.warm_spares = 1;
        config.failover.spares_stream = streams;
        return config;
    }

private:
    test::TemporaryFolder folder_;
};

TEST_F(OpenSpare, StartsWhenItTakesOverWithoutBeingOpenedAgain) {
    auto runtime = open_runtime({camera("primary", {{.kind = "unplug", .after_frames = 3}}), spare()});
    auto slot = Slot::open(runtime, this->slot(false));
    ASSERT_TRUE(slot);
    ASSERT_TRUE(becomes(runtime, "virtual/spare", DeviceState::in_use));
    EXPECT_FALSE(std::filesystem::exists(started()));
    EventLog events(*slot);
    ASSERT_TRUE(frame_after_switch(*slot));
    EXPECT_TRUE(std::filesystem::exists(started()));
    auto switched = events.wait_for(SlotEvent::Kind::switched);
    ASSERT_TRUE(switched);
    EXPECT_EQ(switched->change->open_ms, 0);
    EXPECT_EQ(switched->change->to, "virtual/spare");
}

TEST_F(OpenSpare, StreamsBeforeWhereThePolicySaysSo) {
    auto runtime = open_runtime({camera("primary"), spare()});
    auto slot = Slot::open(runtime, this->slot(true));
    ASSERT_TRUE(slot);
    for (auto until = Until::in(patience); !std::filesystem::exists(started()) && !until.has_passed();)
        std::this_thread::sleep_for(2ms);
    EXPECT_TRUE(std::filesystem::exists(started()));
}

TEST_F(OpenSpare, ThatCannotStartIsLeftForTheNextOne) {
    auto broken = camera("spare", {{.kind = "error", .in = "start", .times = 0}});
    auto runtime = open_runtime({camera("primary", {{.kind = "unplug", .after_frames = 2}}), broken, camera("third")});
    SlotConfig config = slot(false);
    config.candidates.push_back("virtual/third");
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    ASSERT_TRUE(becomes(runtime, "virtual/spare", DeviceState::in_use));
    auto frame = frame_after_switch(*slot);
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->device_id, "virtual/third");
}

}  // namespace
}  // namespace limner
