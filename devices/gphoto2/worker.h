#pragma once

#include <limner/base/until.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace limner::gphoto2 {

/// One thread that does what blocks, one job after the other, so that whoever waits for it can stop waiting.
class Worker {
public:
    Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    /// Waits for the job in progress.
    ~Worker();

    /// Once nothing is in progress: begins the job. False where that is not so at the deadline.
    bool begin(std::function<void()> job, Clock::time_point deadline);
    /// True once nothing is in progress; false at the deadline, or when woken.
    bool wait_until_idle(Clock::time_point deadline);
    void wake() noexcept;

private:
    void run();

    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::function<void()> job_{};
    bool is_busy_ = false, is_woken_ = false, is_over_ = false;
    std::thread thread_;
};

}  // namespace limner::gphoto2
