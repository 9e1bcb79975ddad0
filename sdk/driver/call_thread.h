#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace limner {

/// One thread that makes calls which may never return, one at a time, for callers that always do.
///
/// A caller whose own deadline passes, or who is stopped, leaves; the call goes on and its late result is dropped, so
/// it can never answer a later request. A call that exceeds its limit makes the thread `stalled` for good: every later
/// call fails at once, and the thread is abandoned with whatever it holds (which therefore has to live in shared
/// ownership).
class CallThread {
public:
    /// `name` stands in messages: "virtual/camera".
    explicit CallThread(std::string name);
    CallThread(const CallThread&) = delete;
    CallThread& operator=(const CallThread&) = delete;
    /// Ends the thread: see close().
    ~CallThread();

    /// Ends the thread after `last` has run on it. Waits for that, up to `limit`, where no call is in progress;
    /// otherwise returns at once and leaves the thread to end by itself when the call does. Nothing may be called
    /// afterwards.
    void close(std::function<void()> last, std::chrono::milliseconds limit);

    /// Runs `job` and returns its result; `what` names it in messages. `interrupt` is called from this thread when the
    /// caller leaves early, and should make the job return soon.
    template <typename T>
    Result<T> call(const char* what, std::function<Result<T>()> job, std::chrono::milliseconds limit,
                   const Until& until, const std::function<void()>& interrupt = {}) {
        auto answer = std::make_shared<std::optional<Result<T>>>();
        auto keep = [answer, job = std::move(job)] {
            try {
                answer->emplace(job());
            } catch (const std::exception& thrown) {
                answer->emplace(Error{ErrorCode::internal, thrown.what()});
            }
        };
        auto done = run(what, std::move(keep), limit, until, interrupt);
        if (!done) return done.error();
        return std::move(**answer);
    }

    /// Begins `job` and returns at once; false where a call is in progress or the thread is stalled.
    bool post(const char* what, std::function<void()> job, std::chrono::milliseconds limit);

    /// Waits for the call in progress, however long it takes.
    void wait_until_idle();

    /// Whether a call has exceeded its limit. Looks at the clock: no other thread has to notice first.
    bool is_stalled() const;

private:
    struct State;
    Result<void> run(const char* what, std::function<void()> job, std::chrono::milliseconds limit, const Until& until,
                     const std::function<void()>& interrupt);

    std::shared_ptr<State> state_;
};

}  // namespace limner
