#include "driver/call_thread.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace limner {

struct CallThread::State {
    std::string name;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::function<void()> job{};
    const char* what = "";
    std::uint64_t begun = 0;  // tickets: a call is over when `finished` has reached its own
    std::uint64_t finished = 0;
    Clock::time_point overdue_at{};
    std::function<void()> last{};
    bool is_closing = false;
    bool has_ended = false;
    bool has_left = false;
    bool has_stalled = false;
    std::thread thread{};

    bool is_idle() const { return begun == finished; }

    void loop() {
        std::unique_lock lock(mutex);
        while (!has_ended) {
            changed.wait(lock, [this] { return job || is_closing; });
            has_ended = !job;
            auto running = std::exchange(job ? job : last, nullptr);
            lock.unlock();
            if (running) running();
            running = nullptr;  // what the job held goes before anybody hears that it is over
            lock.lock();
            finished = begun;
            changed.notify_all();
        }
        has_left = true;
        changed.notify_all();
    }

    void begin(const char* name_of_job, std::function<void()> next, std::chrono::milliseconds limit) {
        job = std::move(next);
        what = name_of_job;
        ++begun;
        overdue_at = Clock::now() + limit;
        changed.notify_all();
    }

    /// Waits until the call with this ticket is over. The caller's stop wins over a stall, a stall over the deadline.
    Result<void> wait(std::unique_lock<std::mutex>& lock, std::uint64_t ticket, const Until& until) {
        auto is_over = [&] { return finished >= ticket || has_stalled; };
        changed.wait_until(lock, until.stop, std::min(until.deadline, overdue_at), is_over);
        if (until.is_stopped()) return Error{ErrorCode::cancelled, name + ": cancelled during " + what};
        if (finished >= ticket) return {};
        if (has_stalled || Clock::now() >= overdue_at) {
            has_stalled = true;
            changed.notify_all();
            return Error{ErrorCode::device_stalled, name + ": no answer from " + what};
        }
        return Error{ErrorCode::timed_out, name + ": the deadline passed during " + what};
    }
};

CallThread::CallThread(std::string name) : state_(std::make_shared<State>()) {
    state_->name = std::move(name);
    state_->thread = std::thread([state = state_.get(), keep = state_]() mutable {
        state->loop();
        keep.reset();
    });
}

CallThread::~CallThread() { close({}, std::chrono::milliseconds(0)); }

void CallThread::close(std::function<void()> last, std::chrono::milliseconds limit) {
    std::unique_lock lock(state_->mutex);
    if (state_->is_closing) return;
    bool was_idle = state_->is_idle();
    state_->last = std::move(last);
    state_->is_closing = true;
    state_->changed.notify_all();
    // An idle thread without a last job ends at once, whatever the limit.
    auto patience = was_idle ? std::max(limit, std::chrono::milliseconds(100)) : std::chrono::milliseconds(0);
    bool has_left = state_->changed.wait_for(lock, patience, [this] { return state_->has_left; });
    lock.unlock();
    if (has_left)
        state_->thread.join();
    else
        state_->thread.detach();
}

Result<void> CallThread::run(const char* what, std::function<void()> job, std::chrono::milliseconds limit,
                             const Until& until, const std::function<void()>& interrupt) {
    std::unique_lock lock(state_->mutex);
    while (!state_->is_idle()) {
        if (auto idle = state_->wait(lock, state_->begun, until); !idle) return idle;
    }
    if (state_->has_stalled) return Error{ErrorCode::device_stalled, state_->name + " did not answer an earlier call"};
    if (until.is_stopped()) return Error{ErrorCode::cancelled, state_->name + ": cancelled before " + what};
    state_->begin(what, std::move(job), limit);
    auto over = state_->wait(lock, state_->begun, until);
    lock.unlock();
    if (!over && interrupt) interrupt();
    return over;
}

bool CallThread::post(const char* what, std::function<void()> job, std::chrono::milliseconds limit) {
    std::lock_guard lock(state_->mutex);
    if (!state_->is_idle() || state_->has_stalled || state_->is_closing) return false;
    state_->begin(what, std::move(job), limit);
    return true;
}

void CallThread::wait_until_idle() {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return state_->is_idle(); });
}

bool CallThread::is_stalled() const {
    std::lock_guard lock(state_->mutex);
    return state_->has_stalled || (!state_->is_idle() && Clock::now() >= state_->overdue_at);
}

}  // namespace limner
