#include "capture/event_pump.h"

#include <gtest/gtest.h>

#include <future>

namespace limner {
namespace {

using namespace std::chrono_literals;

TEST(EventPump, IsDoneWithACallbackOnceItWasReplaced) {
    EventPump pump;
    std::promise<void> begun;
    std::atomic<bool> has_returned = false;
    pump.set_callback([&](const SlotEvent&) {
        begun.set_value();
        std::this_thread::sleep_for(100ms);
        has_returned = true;
    });
    pump.push({});
    begun.get_future().wait();
    pump.set_callback({});
    EXPECT_TRUE(has_returned);
}

TEST(EventPump, LetsACallbackEndItself) {
    EventPump pump;
    std::promise<void> ended;
    pump.set_callback([&](const SlotEvent&) {
        pump.set_callback({});
        ended.set_value();
    });
    pump.push({});
    EXPECT_EQ(ended.get_future().wait_for(10s), std::future_status::ready);
}

}  // namespace
}  // namespace limner
