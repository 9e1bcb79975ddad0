#include "capture/pace_history.h"

#include <gtest/gtest.h>

namespace limner {
namespace {

TEST(PaceHistory, SaysNothingBeforeItKnowsFiveTimes) {
    PaceHistory history;
    for (double time : {1.0, 100.0, 1.0, 100.0, 1.0}) EXPECT_FALSE(history.is_slower(time, 3));
    EXPECT_TRUE(history.is_slower(100, 3));
}

TEST(PaceHistory, ComparesWithTheMedianWhichOneOutlierDoesNotMove) {
    PaceHistory history;
    for (double time : {30.0, 33.0, 900.0, 31.0, 32.0}) history.is_slower(time, 3);
    EXPECT_FALSE(history.is_slower(95, 3));
    EXPECT_TRUE(history.is_slower(100, 3));
}

TEST(PaceHistory, DoesNotGetUsedToADeviceThatIsTooSlow) {
    PaceHistory history;
    for (int i = 0; i < 10; ++i) history.is_slower(30, 3);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(history.is_slower(120, 3));
}

TEST(PaceHistory, FollowsASlowChange) {
    PaceHistory history;
    double time = 30;
    for (int i = 0; i < 300; ++i) EXPECT_FALSE(history.is_slower(time *= 1.01, 3));
}

}  // namespace
}  // namespace limner
