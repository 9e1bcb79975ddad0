#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace limner::driver {

/// What a driver needs for cancel(): waits that another thread can end. A cancel ends the call in progress and no later
/// one, as the ABI asks. Open a Call at the top of every function of the device that may wait.
class Interruption {
public:
    /// From its making to its end, cancel() has an effect.
    class Call {
    public:
        explicit Call(Interruption& of) : of_(of) { of_.set(true); }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        ~Call() { of_.set(false); }

        /// False where it was cancelled before `time`.
        bool wait_until(std::chrono::steady_clock::time_point time) const {
            std::unique_lock lock(of_.mutex_);
            return !of_.wakes_.wait_until(lock, time, [this] { return of_.is_cancelled_; });
        }
        bool is_cancelled() const {
            std::lock_guard lock(of_.mutex_);
            return of_.is_cancelled_;
        }

    private:
        Interruption& of_;
    };

    /// From any thread.
    void cancel() noexcept {
        std::lock_guard lock(mutex_);
        is_cancelled_ = is_in_call_;
        wakes_.notify_all();
    }

private:
    void set(bool is_in_call) {
        std::lock_guard lock(mutex_);
        is_in_call_ = is_in_call;
        is_cancelled_ = false;
    }

    std::mutex mutex_;
    std::condition_variable wakes_;
    bool is_in_call_ = false;
    bool is_cancelled_ = false;
};

}  // namespace limner::driver
