#include "device/computing.h"
#include "support/hang.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace limner {
namespace {

using namespace std::chrono_literals;
using testing_support::Hang;

Result<int> compute(Computing& computing, int value, const Until& until = Until::in(20s)) {
    return computing.run<int>(
        "judging", [value] { return Result<int>(value); }, until);
}

TEST(Computing, GivesItsCallerWhatWasComputed) {
    Computing computing("slot");
    EXPECT_EQ(compute(computing, 42).value(), 42);
}

TEST(Computing, LetsItsCallerLeaveAtTheDeadlineAndDropsTheLateResult) {
    Computing computing("slot");
    Hang hang;
    auto left = computing.run<int>("judging", hang.call, Until::in(20ms));
    ASSERT_FALSE(left);
    EXPECT_EQ(left.error().code, ErrorCode::timed_out);
    EXPECT_TRUE(has_left(left.error()));
    hang.end();
    EXPECT_EQ(compute(computing, 7).value(), 7);
}

TEST(Computing, LetsItsCallerLeaveAtAStop) {
    Computing computing("slot");
    Hang hang;
    std::stop_source stop;
    std::jthread stopper([&] { stop.request_stop(); });
    auto left = computing.run<int>("judging", hang.call, Until::in(20s, stop.get_token()));
    ASSERT_FALSE(left);
    EXPECT_EQ(left.error().code, ErrorCode::cancelled);
    EXPECT_TRUE(has_left(left.error()));
}

TEST(Computing, LetsTheNextCallerLeaveTooWhileWhatWasLeftGoesOn) {
    Computing computing("slot");
    Hang hang;
    ASSERT_FALSE(computing.run<int>("judging", hang.call, Until::in(10ms)));
    auto next = compute(computing, 7, Until::in(10ms));
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().code, ErrorCode::timed_out);
}

TEST(Computing, BeginsNothingForACallerWhoseDeadlineHasPassed) {
    Computing computing("slot");
    std::atomic<bool> has_begun = false;
    auto job = [&]() -> Result<int> {
        has_begun = true;
        return 1;
    };
    EXPECT_FALSE(computing.run<int>("judging", job, Until::in(0ms)));
    EXPECT_TRUE(compute(computing, 7));
    EXPECT_FALSE(has_begun);
}

TEST(Computing, BeginsWhatNobodyWaitsForOnlyWhereNothingElseIsComputed) {
    Computing computing("slot");
    Hang hang;
    EXPECT_TRUE(computing.post("reading", [call = hang.call] { (void)call(); }));
    EXPECT_FALSE(computing.post("reading", [] {}));
}

TEST(Computing, DoesNotEndBeforeWhatWasLeft) {
    std::atomic<bool> is_over = false;
    {
        Computing computing("slot");
        auto job = [&]() -> Result<int> {
            std::this_thread::sleep_for(50ms);
            is_over = true;
            return 1;
        };
        (void)computing.run<int>("judging", job, Until::in(1ms));
    }
    EXPECT_TRUE(is_over);
}

}  // namespace
}  // namespace limner
