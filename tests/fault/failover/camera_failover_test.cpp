#include "support/counter.h"
#include "support/temporary_folder.h"

#include <limner/testing/frame_stamp.h>

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;
using simulation::Fault;

/// Goes back as soon as the primary has shown a fifth of a second of living pictures.
SlotConfig returning_to_the_primary() {
    auto config = two_cameras();
    config.failover.fail_back = true;
    config.failover.cool_down = 50ms;
    config.failover.frozen_after = config.failover.black_after = 200ms;
    return config;
}

bool fails_three_times(const Runtime& runtime, const std::string& id) {
    auto until = Until::in(patience);
    while (info_of(runtime, id).health.errors < 3 && !until.has_passed()) std::this_thread::sleep_for(2ms);
    return !until.has_passed();
}

class CameraFailover : public ::testing::TestWithParam<std::pair<Fault, std::string>> {};

TEST_P(CameraFailover, GoesOnWithTheSpareAndSaysWhy) {
    const auto& [fault, reason] = GetParam();
    auto runtime = open_runtime({camera("primary", {fault}), camera("spare")});
    auto config = two_cameras();
    config.failover.frozen_after = config.failover.black_after = 200ms;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);

    auto frame = frame_after_switch(*slot);

    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->device_id, "virtual/spare");
    auto switched = events.wait_for(SlotEvent::Kind::switched);
    ASSERT_TRUE(switched);
    ASSERT_TRUE(switched->change);
    EXPECT_EQ(switched->change->from, "virtual/primary");
    EXPECT_EQ(switched->change->to, "virtual/spare");
    EXPECT_EQ(switched->change->reason, reason);
    EXPECT_GE(switched->change->outage_ms, switched->change->detection_ms);
    EXPECT_FALSE(switched->message.id.empty());
}

std::string name_of_case(const ::testing::TestParamInfo<CameraFailover::ParamType>& info) {
    return info.param.first.kind;
}

INSTANTIATE_TEST_SUITE_P(
    Faults, CameraFailover,
    ::testing::Values(std::pair{Fault{.kind = "unplug", .after_frames = 5}, "device_lost"},
                      std::pair{Fault{.kind = "hang", .after_frames = 5, .for_ms = 3000}, "device_stalled"},
                      std::pair{Fault{.kind = "error", .after_frames = 5, .times = 0}, "device_fault"},
                      std::pair{Fault{.kind = "frozen", .after_frames = 5}, "device_frozen"},
                      std::pair{Fault{.kind = "black", .after_frames = 5}, "device_black"},
                      std::pair{Fault{.kind = "short_frame", .after_frames = 5}, "bad_data"},
                      std::pair{Fault{.kind = "lying_header", .after_frames = 5}, "bad_data"}),
    name_of_case);

class HungCall : public ::testing::TestWithParam<std::string> {};

TEST_P(HungCall, OfThePrimaryLeavesTheSlotToTheSpare) {
    Fault hang{.kind = "hang", .in = GetParam(), .for_ms = 8000};
    auto runtime = open_runtime({camera("primary", {hang}), camera("spare")});
    auto slot = Slot::open(runtime, two_cameras());
    ASSERT_TRUE(slot);
    auto frame = slot->next_frame(Until::in(patience));
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->device_id, "virtual/spare");
    EXPECT_EQ(info_of(runtime, "virtual/primary").health.errors, 0u) << "the slot waited until the call was given up";
}

TEST_P(HungCall, OfASpareLeavesTheSwitchToTheNextSpare) {
    Fault hang{.kind = "hang", .in = GetParam(), .for_ms = 8000};
    auto runtime = open_runtime(
        {camera("primary", {{.kind = "unplug", .after_frames = 5}}), camera("spare", {hang}), camera("third")});
    auto config = two_cameras();
    config.candidates.emplace_back("virtual/third");
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    auto frame = frame_after_switch(*slot);
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->device_id, "virtual/third");
    EXPECT_EQ(info_of(runtime, "virtual/spare").health.errors, 0u) << "the slot waited until the call was given up";
}

INSTANTIATE_TEST_SUITE_P(Calls, HungCall, ::testing::Values("open", "start"));

TEST(CameraFailoverEdge, TakesNoPictureOfAFrozenCameraThatItHasSeenBefore) {
    test::TemporaryFolder folder;
    auto is_frozen = folder.path() / "frozen";
    auto runtime =
        open_runtime({camera("primary", {{.kind = "frozen", .when_file = is_frozen.string()}}), camera("spare")});
    auto config = two_cameras();
    config.failover.frozen_after = 600ms;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    ASSERT_TRUE(slot->next_frame(Until::in(patience)));
    folder.write("frozen", "");
    auto early = slot->next_frame(Until::in(300ms));
    EXPECT_FALSE(early && simulation::read_stamp(early->image)->sequence != early->sequence)
        << "pixels of an older frame";
    auto frame = slot->next_frame(Until::in(patience));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->device_id, "virtual/spare");
}

TEST(CameraFailoverEdge, KnowsAFrozenPictureFromTheQueueThatItDidNotTake) {
    test::TemporaryFolder folder;
    auto is_frozen = folder.path() / "frozen";
    auto queueing = camera("primary", {{.kind = "frozen", .when_file = is_frozen.string()}});
    queueing.queue = 4;
    auto runtime = open_runtime({queueing, camera("spare")});
    auto config = two_cameras();
    config.failover.frozen_after = 600ms;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    ASSERT_TRUE(slot->next_frame(Until::in(patience)));
    std::this_thread::sleep_for(150ms);  // nine exposures: the queue is full of pictures that nobody has seen
    folder.write("frozen", "");
    auto early = slot->next_frame(Until::in(300ms));
    EXPECT_FALSE(early && simulation::read_stamp(early->image)->sequence != early->sequence)
        << "pixels of an older frame";
}

TEST(CameraFailoverEdge, TakesAWarmSpareWithoutOpeningIt) {
    auto runtime = open_runtime({camera("primary", {{.kind = "unplug", .after_frames = 5}}), camera("spare")});
    auto config = two_cameras();
    config.failover.warm_spares = 1;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    // The spare is open once the hub says that both are in use.
    auto both_in_use = [&] {
        auto devices = runtime.devices().devices();
        return std::ranges::count(devices, DeviceState::in_use, &DeviceInfo::state) == 2;
    };
    for (auto until = Until::in(patience); !both_in_use() && !until.has_passed();) std::this_thread::yield();
    ASSERT_TRUE(frame_after_switch(*slot));
    auto switched = events.wait_for(SlotEvent::Kind::switched);
    ASSERT_TRUE(switched);
    EXPECT_EQ(switched->change->open_ms, 0);
}

TEST(CameraFailoverEdge, EndsTheCaptureAfterThePolicysSwitches) {
    std::vector<Fault> broken{{.kind = "error", .times = 0}};
    auto runtime = open_runtime({camera("primary", broken), camera("spare", broken)});
    auto config = two_cameras();
    config.failover.max_switches = 1;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    auto frame = slot->next_frame(Until::in(patience));
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::device_fault);
}

TEST(CameraFailoverEdge, StaysUsableWithoutADeviceAndRefillsOnPlugIn) {
    auto runtime = open_runtime({camera("primary", {{.kind = "replug", .after_frames = 3, .for_ms = 500}})});
    SlotConfig config{.name = "camera", .candidates = {"virtual/*"}};
    config.failover.cool_down = 400ms;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    for (int i = 0; i < 10; ++i) {
        auto frame = slot->next_frame(Until::in(patience));
        ASSERT_TRUE(frame) << frame.error().message;
    }
    EXPECT_TRUE(events.wait_for(SlotEvent::Kind::lost));
    EXPECT_TRUE(events.wait_for(SlotEvent::Kind::no_device));
    EXPECT_TRUE(events.wait_for(SlotEvent::Kind::arrived));
}

TEST(CameraFailoverEdge, GoesBackToThePrimaryBetweenCapturesOnceItsCoolDownIsOver) {
    auto runtime =
        open_runtime({camera("primary", {{.kind = "error", .after_frames = 3, .times = 1}}), camera("spare")});
    auto slot = Slot::open(runtime, returning_to_the_primary());
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    ASSERT_TRUE(frame_after_switch(*slot));
    ASSERT_TRUE(events.wait_for(SlotEvent::Kind::recovered));
    auto frame = slot->next_frame(Until::in(patience));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->device_id, "virtual/primary");
}

TEST(CameraFailoverEdge, GoesToTheSlowPrimaryOnceItIsOpen) {
    auto slow = camera("primary");
    slow.open_ms = 1000;
    auto runtime = open_runtime({slow, camera("spare")});
    auto config = two_cameras();
    config.failover.fail_back = true;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    ASSERT_TRUE(events.wait_for(SlotEvent::Kind::recovered));
    auto frame = slot->next_frame(Until::in(patience));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->device_id, "virtual/primary");
}

TEST(CameraFailoverEdge, GoesBackToThePrimaryThatIsItsWarmSpareByNow) {
    auto runtime =
        open_runtime({camera("primary", {{.kind = "error", .after_frames = 3, .times = 1}}), camera("spare")});
    auto config = returning_to_the_primary();
    config.failover.warm_spares = 1;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    ASSERT_TRUE(frame_after_switch(*slot));
    ASSERT_TRUE(events.wait_for(SlotEvent::Kind::recovered));
    EXPECT_EQ(slot->device()->id, "virtual/primary");
    EXPECT_TRUE(becomes(runtime, "virtual/spare", DeviceState::in_use)) << "the spare is kept warm";
}

TEST(CameraFailoverEdge, DoesNotGoBackToAPrimaryThatCannotProveItself) {
    auto runtime = open_runtime({camera("primary", {{.kind = "black", .after_frames = 3}}), camera("spare")});
    auto config = two_cameras();
    config.failover.fail_back = true;
    config.failover.cool_down = 20ms;
    config.failover.frozen_after = config.failover.black_after = 150ms;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    ASSERT_TRUE(frame_after_switch(*slot));
    // A failure in use and two more of the attempts to go back.
    ASSERT_TRUE(fails_three_times(runtime, "virtual/primary"));
    EXPECT_EQ(slot->device()->id, "virtual/spare");
    while (auto event = slot->next_event(Until::in(0ms))) EXPECT_NE(event->kind, SlotEvent::Kind::recovered);
}

TEST(CameraFailoverEdge, SaysOnceThatADeviceCannotBeOpened) {
    auto runtime = open_runtime({camera("primary", {{.kind = "error", .in = "open", .times = 0}}), camera("spare")});
    auto config = two_cameras();
    config.failover.fail_back = true;
    config.failover.cool_down = 10ms;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    auto degraded = events.wait_for(SlotEvent::Kind::degraded);
    ASSERT_TRUE(degraded);
    EXPECT_EQ(degraded->device, "virtual/primary");
    EXPECT_EQ(degraded->reason, ErrorCode::device_fault);
    ASSERT_TRUE(fails_three_times(runtime, "virtual/primary"));
    EXPECT_FALSE(slot->next_event(Until::in(0ms))) << "the officer was told again";
}

TEST(CameraFailoverEdge, ChangesToTheOtherCameraOnTheOfficersWord) {
    auto runtime = open_runtime({camera("primary"), camera("spare")});
    auto slot = Slot::open(runtime, two_cameras());
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    ASSERT_TRUE(slot->next_frame(Until::in(patience)));
    ASSERT_TRUE(slot->switch_now(Until::in(patience)));
    auto frame = slot->next_frame(Until::in(patience));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->device_id, "virtual/spare");
    auto switched = events.wait_for(SlotEvent::Kind::switched);
    ASSERT_TRUE(switched);
    EXPECT_EQ(switched->change->reason, "requested");
    EXPECT_FALSE(switched->reason);
}

TEST(CameraFailoverEdge, ChangesBackAndForthOnTheOfficersWord) {
    auto runtime = open_runtime({camera("primary"), camera("spare")});
    auto slot = Slot::open(runtime, two_cameras());
    ASSERT_TRUE(slot);
    for (const auto* id : {"virtual/primary", "virtual/spare", "virtual/primary", "virtual/spare"}) {
        auto frame = slot->next_frame(Until::in(patience));
        ASSERT_TRUE(frame);
        EXPECT_EQ(frame->device_id, id);
        auto switched = slot->switch_now(Until::in(patience));
        EXPECT_TRUE(switched) << switched.error().message;
    }
}

TEST(CameraFailoverEdge, TellsOfTheOfficersSwitchAlsoWhereAPreviewRuns) {
    auto runtime = open_runtime({camera("primary"), camera("spare")});
    auto slot = Slot::open(runtime, two_cameras());
    ASSERT_TRUE(slot);
    EventLog events(*slot);
    auto preview = slot->preview([](const Frame&) {});
    ASSERT_TRUE(slot->next_frame(Until::in(patience)));
    ASSERT_TRUE(slot->switch_now(Until::in(patience)));
    ASSERT_TRUE(slot->next_frame(Until::in(patience)));
    EXPECT_TRUE(events.wait_for(SlotEvent::Kind::switched));
}

TEST(CameraFailoverEdge, GivesItsDevicesBackOnRelease) {
    auto runtime = open_runtime({camera("primary")});
    auto slot = Slot::open(runtime, {.name = "camera", .candidates = {"virtual/*"}});
    ASSERT_TRUE(slot);
    ASSERT_TRUE(slot->next_frame(Until::in(patience)));
    ASSERT_TRUE(slot->release(Until::in(patience)));
    EXPECT_EQ(runtime.devices().devices().at(0).state, DeviceState::ready);
    EXPECT_TRUE(slot->next_frame(Until::in(patience))) << "a released slot opens its device again";
}

TEST(CameraFailoverEdge, UsesOnlyFramesExposedAfterTheRequest) {
    auto stale = camera("primary");
    stale.queue = 8;
    auto runtime = open_runtime({stale});
    auto slot = Slot::open(runtime, {.name = "camera", .candidates = {"virtual/*"}});
    ASSERT_TRUE(slot);
    for (int i = 0; i < 5; ++i) {
        std::this_thread::sleep_for(150ms);  // lets the device queue what is soon of the past
        auto asked_at = Clock::now();
        auto frame = slot->next_frame(Until::in(patience));
        ASSERT_TRUE(frame);
        EXPECT_GE(frame->exposed_at, asked_at);
    }
}

TEST(CameraFailoverEdge, EndsAtTheCallersStopWhileTheDriverHangs) {
    auto runtime = open_runtime({camera("primary", {{.kind = "hang", .after_frames = 1, .for_ms = 3000}})});
    SlotConfig config{.name = "camera", .candidates = {"virtual/*"}};
    config.failover.stall_after = 60s;
    auto slot = Slot::open(runtime, config);
    ASSERT_TRUE(slot);
    ASSERT_TRUE(slot->next_frame(Until::in(patience)));
    std::stop_source stop;
    auto waiting = std::async(std::launch::async, [&] { return slot->next_frame(Until::in(60s, stop.get_token())); });
    stop.request_stop();
    auto frame = waiting.get();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::cancelled);
}

TEST(CameraFailoverEdge, ShowsLivePicturesOverASwitch) {
    auto runtime = open_runtime({camera("primary", {{.kind = "unplug", .after_frames = 5}}), camera("spare")});
    auto slot = Slot::open(runtime, two_cameras());
    ASSERT_TRUE(slot);
    std::promise<void> from_spare;
    bool told = false;
    auto preview = slot->preview([&](const Frame& frame) {
        if (frame.device_id == "virtual/spare" && !std::exchange(told, true)) from_spare.set_value();
    });
    EXPECT_EQ(from_spare.get_future().wait_for(patience), std::future_status::ready);
}

}  // namespace
}  // namespace limner
