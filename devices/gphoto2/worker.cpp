#include "worker.h"

#include <utility>

namespace limner::gphoto2 {

Worker::Worker() : thread_([this] { run(); }) {}

Worker::~Worker() {
    {
        std::lock_guard lock(mutex_);
        is_over_ = true;
        changed_.notify_all();
    }
    thread_.join();
}

void Worker::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return job_ || is_over_; });
        if (is_over_) return;
        auto job = std::exchange(job_, nullptr);
        lock.unlock();
        job();
        lock.lock();
        is_busy_ = false;
        changed_.notify_all();
    }
}

bool Worker::begin(std::function<void()> job, Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, deadline, [this] { return !is_busy_; })) return false;
    job_ = std::move(job);
    is_busy_ = true;
    changed_.notify_all();
    return true;
}

bool Worker::wait_until_idle(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return !is_busy_ || is_woken_; });
    is_woken_ = false;
    return !is_busy_;
}

void Worker::wake() noexcept {
    std::lock_guard lock(mutex_);
    is_woken_ = true;
    changed_.notify_all();
}

}  // namespace limner::gphoto2
