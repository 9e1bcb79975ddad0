#pragma once

#include "driver/driver_module.h"
#include "driver/driver_process.h"
#include "driver/message.h"
#include "driver/message_body.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace limner {

/// Requests to a driver's process and their answers, from the side of the SDK. Every call returns by its deadline: a
/// process that does not answer within a request's limit, dies, or says what no sane one would is killed, and every
/// later call fails at once. One thread at a time calls; cancel() and has_failed() may come from any.
class DriverLink {
public:
    struct Request {
        MessageKind kind{};
        std::vector<std::byte> body{};
        const char* what = "";  ///< For messages.
        std::chrono::milliseconds limit{};
        bool is_interruptible = false;  ///< Cancel it when its caller leaves early.
    };
    /// Takes the listings and options of a request; an error breaks the protocol.
    using Sink = std::function<Result<void>(const Message&)>;

    /// Level (LIMNER_LOG_*), text.
    using Log = std::function<void(std::int32_t, const std::string&)>;

    /// `name` stands in messages; `log` may be empty.
    DriverLink(std::unique_ptr<DriverProcess> process, std::string name, Log log);
    DriverLink(const DriverLink&) = delete;
    DriverLink& operator=(const DriverLink&) = delete;
    ~DriverLink();

    /// The message that ends the request. Errors: cancelled, timed_out (the request goes on, and the next call waits
    /// for its end), device_stalled, driver_crashed, bad_data.
    Result<Message> call(Request request, const Until& until, const Sink& sink = {});
    /// The same for requests that `done` alone ends, with the driver's error where it fails; the text of `done`.
    Result<std::string> call_done(Request request, const Until& until, const Sink& sink = {});
    /// What needs no answer.
    Result<void> tell(const Message& message, int attached = -1);

    void cancel() noexcept;
    bool has_failed() const;
    /// The process said what it must not: kills it.
    Error broken(const std::string& reason);

    /// Waits for an arrival or a loss that the driver tells of, or for the end of `until`.
    void wait_for_event(const Until& until);

    /// Lets the process close its device and end, for up to `patience`.
    void close(std::chrono::milliseconds patience);

private:
    Result<Message> await(std::uint64_t ticket, const Until& until, const Sink& sink);
    Result<std::optional<Message>> receive();
    bool take_notice(const Message& message);
    void wait(const Until& until) const;
    Error fail(ErrorCode code, const std::string& reason);
    Error crashed();
    bool is_overdue() const;
    void wake() const noexcept;
    void clear_wake() const noexcept;

    std::unique_ptr<DriverProcess> process_;
    std::string name_;
    Log log_;
    Descriptor wake_;  ///< Readable while somebody wants the waiting thread.
    std::uint64_t begun_ = 0;
    std::uint64_t finished_ = 0;
    const char* what_ = "";
    std::atomic<bool> is_busy_ = false;
    std::atomic<Clock::time_point> overdue_at_{};
    std::atomic<bool> has_failed_ = false;
    std::optional<Error> failure_{};
    bool is_ending_untold_ = false;  ///< The process had not ended yet when it left its channel.
    bool has_hot_plug_event_ = false;
    int texts_left_ = 0;
    Clock::time_point texts_since_{};
};

}  // namespace limner
