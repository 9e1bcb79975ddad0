#pragma once

#include <limner/base/until.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

namespace limner::sane {

/// What may run in libsane beside what. The library says nothing about threads; its frame ("dll") keeps lists of
/// backends and devices that listing rebuilds, and each backend keeps lists of its own that open and close change:
///
/// - listing runs alone: while a device is being opened, closed or scans, it is refused;
/// - one open or close at a time in each backend, and none while listing; those of other backends go on, so that a
///   hung scanner never keeps a spare of another kind from being opened;
/// - scans run beside everything but listing. No lock is held in a scan: it is only counted.
///
/// Every begin has its end, on any thread.
class Gate {
public:
    /// sane-airscan guards itself, and a dead network scanner can hold its open for ever.
    static bool guards_itself(const std::string& backend) { return backend == "airscan"; }

    bool try_begin_listing() {
        std::lock_guard lock(mutex_);
        if (is_listing_ || users_ > 0) return false;
        return is_listing_ = true;
    }
    void end_listing() {
        std::lock_guard lock(mutex_);
        is_listing_ = false;
        changed_.notify_all();
    }

    /// Waits for listing and for the backend's own; false at the deadline.
    bool begin_open(const std::string& backend, Clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        auto is_free = [&] { return !is_listing_ && !opening_.contains(backend); };
        if (!changed_.wait_until(lock, deadline, is_free)) return false;
        if (!guards_itself(backend)) opening_.insert(backend);
        ++users_;
        return true;
    }
    void end_open(const std::string& backend) {
        std::lock_guard lock(mutex_);
        opening_.erase(backend);
        --users_;
        changed_.notify_all();
    }

    bool begin_scan(Clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_until(lock, deadline, [&] { return !is_listing_; })) return false;
        ++users_;
        return true;
    }
    void end_scan() {
        std::lock_guard lock(mutex_);
        --users_;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_listing_ = false;
    int users_ = 0;
    std::set<std::string> opening_;
};

}  // namespace limner::sane
