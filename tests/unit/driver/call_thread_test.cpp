#include "driver/call_thread.h"
#include "support/hang.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing_support::Hang;

TEST(CallThread, ReturnsWhatTheCallReturns) {
    CallThread thread("driver");
    auto answer = thread.call<int>(
        "grab", [] { return Result<int>(42); }, 1s, Until::in(5s));
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, 42);
}

TEST(CallThread, TurnsAnExceptionIntoAnError) {
    CallThread thread("driver");
    auto answer = thread.call<int>(
        "grab", []() -> Result<int> { throw std::runtime_error("boom"); }, 1s, Until::in(5s));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::internal);
    EXPECT_EQ(answer.error().message, "boom");
}

TEST(CallThread, GivesUpACallThatExceedsItsLimitAndRefusesEveryLaterOne) {
    Hang hang;
    CallThread thread("driver");
    auto stalled = thread.call<int>("grab", hang.call, 20ms, Until::in(10s));
    ASSERT_FALSE(stalled);
    EXPECT_EQ(stalled.error().code, ErrorCode::device_stalled);
    auto later = thread.call<int>(
        "stop", [] { return Result<int>(1); }, 1s, Until::in(10s));
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().code, ErrorCode::device_stalled);
    hang.end();
}

TEST(CallThread, LeavesAtTheCallersDeadlineWithoutBlamingTheDevice) {
    Hang hang;
    CallThread thread("driver");
    auto late = thread.call<int>("grab", hang.call, 10s, Until::in(20ms));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::timed_out);
    EXPECT_FALSE(thread.is_stalled());
    hang.end();
}

TEST(CallThread, NeverLetsALateAnswerServeTheNextRequest) {
    Hang hang;
    CallThread thread("driver");
    ASSERT_FALSE(thread.call<int>("grab", hang.call, 10s, Until::in(10ms)));
    auto next = std::async(std::launch::async, [&] {
        return thread.call<int>(
            "grab", [] { return Result<int>(2); }, 10s, Until::in(10s));
    });
    hang.end();
    auto answer = next.get();
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, 2);
}

TEST(CallThread, PrefersTheCallersStopOverAStall) {
    Hang hang;
    CallThread thread("driver");
    std::stop_source stop;
    stop.request_stop();
    auto answer = thread.call<int>("grab", hang.call, 1ms, Until::in(10s, stop.get_token()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
    hang.end();
}

TEST(CallThread, InterruptsTheCallWhenItsCallerLeaves) {
    Hang hang;
    CallThread thread("driver");
    auto late = thread.call<int>("grab", hang.call, 10s, Until::in(10ms), [&] { hang.end(); });
    EXPECT_FALSE(late);
    EXPECT_TRUE(thread.call<int>(
        "grab", [] { return Result<int>(2); }, 10s, Until::in(10s)));
}

TEST(CallThread, RunsItsLastJobAfterTheCallInProgressEvenWhenNobodyWaitsAnyMore) {
    Hang hang;
    std::promise<void> closed;
    {
        CallThread thread("driver");
        ASSERT_FALSE(thread.call<int>("grab", hang.call, 10s, Until::in(10ms)));
        thread.close([&] { closed.set_value(); }, 1s);
    }
    hang.end();
    EXPECT_EQ(closed.get_future().wait_for(10s), std::future_status::ready);
}

TEST(CallThread, PostsNothingWhileACallIsInProgress) {
    Hang hang;
    CallThread thread("driver");
    ASSERT_FALSE(thread.call<int>("enumerate", hang.call, 10s, Until::in(10ms)));
    EXPECT_FALSE(thread.post(
        "enumerate", [] {}, 1s));
    hang.end();
}

}  // namespace
}  // namespace limner
