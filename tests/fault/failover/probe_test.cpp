// A device whose call was cancelled is asked whether it still works, before or by the next capture.
#include "support/counter.h"

#include <limner/capture/capture.h>

#include <gtest/gtest.h>

#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using namespace testing_support;
using simulation::VirtualDevice;

/// Captures until it is stopped after a while.
Result<Frame> cancelled_frame(Slot& slot) {
    std::stop_source source;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(150ms);
        source.request_stop();
    });
    Result<Frame> frame = Error{ErrorCode::internal, "not called"};
    do frame = slot.next_frame(Until::in(patience, source.get_token()));
    while (frame);
    return frame;
}

bool is_served_by(Slot& slot, const std::string& id) {
    for (auto until = Until::in(patience); !until.has_passed(); std::this_thread::sleep_for(2ms))
        if (auto device = slot.device(); device && device->id == id) return true;
    return false;
}

/// It waits for its finger, so that the cancel meets a call in progress.
VirtualDevice patient_reader(const std::string& id, std::vector<simulation::Fault> faults = {}) {
    auto made = reader(id, std::move(faults));
    made.finger_after_ms = 60'000;
    return made;
}

/// That a reader with this fault is left for the spare after a cancelled capture, and for what reason.
void expect_left(const simulation::Fault& fault, ErrorCode reason) {
    auto runtime = open_runtime({patient_reader("primary", {fault}), reader("spare")});
    auto slot = Slot::open(runtime, two_readers());
    ASSERT_TRUE(slot);
    EXPECT_EQ(cancelled_frame(*slot).error().code, ErrorCode::cancelled);
    EXPECT_TRUE(is_served_by(*slot, "virtual/spare"));
    EventLog events(*slot);
    auto degraded = events.wait_for(SlotEvent::Kind::degraded);
    ASSERT_TRUE(degraded);
    EXPECT_EQ(degraded->reason, reason);
}

TEST(ProbeAfterCancel, LeavesAReaderThatHangsInItsStopWithoutAnyCapture) {
    expect_left({.kind = "hang", .in = "stop"}, ErrorCode::device_stalled);
}

TEST(ProbeAfterCancel, LeavesAReaderWhoseDriverCannotAnswer) {
    expect_left({.kind = "error", .in = "stop", .times = 0, .code = "internal"}, ErrorCode::device_fault);
}

TEST(ProbeAfterCancel, LeavesACameraThatHangsWithoutAnyCapture) {
    auto runtime = open_runtime({camera("primary", {{.kind = "hang", .after_frames = 2}}), camera("spare")});
    auto slot = Slot::open(runtime, two_cameras());
    ASSERT_TRUE(slot);
    EXPECT_EQ(cancelled_frame(*slot).error().code, ErrorCode::cancelled);
    EXPECT_TRUE(is_served_by(*slot, "virtual/spare"));
}

TEST(ProbeAfterCancel, KeepsADeviceThatAnswers) {
    auto runtime = open_runtime({patient_reader("primary"), reader("spare")});
    auto slot = Slot::open(runtime, two_readers());
    ASSERT_TRUE(slot);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(cancelled_frame(*slot).error().code, ErrorCode::cancelled);
    EXPECT_EQ(slot->next_frame(Until::in(500ms)).error().code, ErrorCode::timed_out);
    ASSERT_TRUE(slot->device());
    EXPECT_EQ(slot->device()->id, "virtual/primary");
}

TEST(ProbeAfterCancel, IsDoneByACaptureThatComesFirst) {
    auto runtime = open_runtime({patient_reader("primary", {{.kind = "hang", .in = "stop"}}), reader("spare")});
    auto slot = Slot::open(runtime, two_readers());
    ASSERT_TRUE(slot);
    EXPECT_EQ(cancelled_frame(*slot).error().code, ErrorCode::cancelled);
    auto frame = slot->next_frame(Until::in(patience));
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(frame->device_id, "virtual/spare");
}

}  // namespace
}  // namespace limner
