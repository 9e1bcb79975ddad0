#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/capture/event.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace limner {

/// Hands a slot's events to its callback, on a thread of its own and in order, and to those who poll. Safe from any
/// thread.
class EventPump {
public:
    EventPump();
    EventPump(const EventPump&) = delete;
    EventPump& operator=(const EventPump&) = delete;
    ~EventPump() = default;

    void push(SlotEvent event);
    /// Replaces the callback; what happened before the first one was set is handed to it (the latest 256). Returns when
    /// the one before is not running any more, unless called from within it.
    void set_callback(std::function<void(const SlotEvent&)> callback);
    Result<SlotEvent> next(const Until& until);

private:
    void loop(const std::stop_token& stop);

    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<SlotEvent> for_callback_;
    std::deque<SlotEvent> for_polling_;
    std::function<void(const SlotEvent&)> callback_;
    bool is_calling_ = false;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace limner
