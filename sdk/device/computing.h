#pragma once

#include "driver/call_thread.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace limner {

/// Computes what may take longer than its callers wait: checks, minutiae, large pictures. A caller whose deadline
/// passes, or who is stopped, leaves; the computation goes on and its result is dropped. One caller at a time.
class Computing {
public:
    explicit Computing(std::string name) : name_(std::move(name)) {}
    Computing(const Computing&) = delete;
    Computing& operator=(const Computing&) = delete;
    /// Waits for what a caller has left.
    ~Computing() {
        if (thread_) thread_->wait_until_idle();
    }

    /// `job` owns all that it works on; it begins when what was begun before is over. Errors: those of `job`; timed_out
    /// and cancelled where the caller leaves: see has_left().
    template <typename T>
    Result<T> run(const char* what, std::function<Result<T>()> job, const Until& until) {
        if (until.has_passed()) return Error{ErrorCode::timed_out, name_ + ": the deadline passed before " + what};
        return thread().call<T>(what, std::move(job), longest, until);
    }

    /// Begins `job` and returns at once; false where something is being computed.
    bool post(const char* what, std::function<void()> job) { return thread().post(what, std::move(job), longest); }

private:
    static constexpr std::chrono::hours longest{24};  // nothing here hangs

    CallThread& thread() { return thread_ ? *thread_ : thread_.emplace(name_); }

    std::string name_;
    std::optional<CallThread> thread_{};  ///< From the first computation on.
};

/// Whether the error says that the caller left, not that the computation failed.
inline bool has_left(const Error& error) {
    return error.code == ErrorCode::timed_out || error.code == ErrorCode::cancelled;
}

}  // namespace limner
