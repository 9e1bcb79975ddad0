#include "capture/event_pump.h"

namespace limner {
namespace {

constexpr std::size_t max_kept = 256;

}  // namespace

EventPump::EventPump() : thread_([this](const std::stop_token& stop) { loop(stop); }) {}

void EventPump::push(SlotEvent event) {
    std::lock_guard lock(mutex_);
    for_callback_.push_back(event);
    // A callback that was set gets every event; only what waits for one, or for a poll, is limited.
    if (!callback_ && for_callback_.size() > max_kept) for_callback_.pop_front();
    for_polling_.push_back(std::move(event));
    if (for_polling_.size() > max_kept) for_polling_.pop_front();
    changed_.notify_all();
}

void EventPump::set_callback(std::function<void(const SlotEvent&)> callback) {
    std::unique_lock lock(mutex_);
    callback_ = std::move(callback);
    changed_.notify_all();
    if (std::this_thread::get_id() != thread_.get_id()) changed_.wait(lock, [this] { return !is_calling_; });
}

Result<SlotEvent> EventPump::next(const Until& until) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, until.stop, until.deadline, [this] { return !for_polling_.empty(); });
    if (until.is_stopped()) return Error{ErrorCode::cancelled, "waiting for an event was cancelled"};
    if (for_polling_.empty()) return Error{ErrorCode::timed_out, "no event before the deadline"};
    SlotEvent event = std::move(for_polling_.front());
    for_polling_.pop_front();
    return event;
}

void EventPump::loop(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return callback_ && !for_callback_.empty(); })) {
        SlotEvent event = std::move(for_callback_.front());
        for_callback_.pop_front();
        auto callback = callback_;
        is_calling_ = true;
        lock.unlock();
        callback(event);
        callback = nullptr;
        lock.lock();
        is_calling_ = false;
        changed_.notify_all();
    }
}

}  // namespace limner
