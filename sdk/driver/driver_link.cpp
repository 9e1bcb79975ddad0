#include "driver/driver_link.h"

#include <limner/driver/driver_abi.h>

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stop_token>
#include <utility>

namespace limner {
namespace {

using namespace std::chrono_literals;

constexpr auto crash_patience = 5ms, late_patience = 500ms;
constexpr int send_patience_ms = 100;
constexpr int max_texts_per_second = 50;

bool is_notice(MessageKind kind) { return kind == MessageKind::log || kind == MessageKind::event; }
bool is_item(MessageKind kind) { return kind == MessageKind::listing || kind == MessageKind::option; }

}  // namespace

DriverLink::DriverLink(std::unique_ptr<DriverProcess> process, std::string name, Log log)
    : process_(std::move(process)),
      name_(std::move(name)),
      log_(std::move(log)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

DriverLink::~DriverLink() = default;

Error DriverLink::fail(ErrorCode code, const std::string& reason) {
    process_->kill();
    failure_ = Error{code, name_ + ": " + reason};
    has_failed_ = true;
    is_busy_ = false;
    return *failure_;
}

Error DriverLink::broken(const std::string& reason) {
    return fail(ErrorCode::bad_data, "the driver's process broke the protocol: " + reason);
}

Error DriverLink::crashed() {
    // Its descriptors close before it has ended, and its last moments wait for a busy machine: a spare does not.
    auto ending = process_->ending(crash_patience);
    is_ending_untold_ = !ending;
    return fail(ErrorCode::driver_crashed, "the driver's process " + ending.value_or("left its channel") + " during " +
                                               (is_busy_ ? what_ : "a pause"));
}

bool DriverLink::is_overdue() const { return is_busy_ && Clock::now() >= overdue_at_.load(); }

bool DriverLink::has_failed() const { return has_failed_ || is_overdue() || process_->has_ended(); }

void DriverLink::cancel() noexcept { (void)process_->channel().send({MessageKind::cancel, 0, {}}, 0); }

void DriverLink::wake() const noexcept { (void)::eventfd_write(wake_.number(), 1); }

void DriverLink::clear_wake() const noexcept {
    eventfd_t count = 0;
    (void)::eventfd_read(wake_.number(), &count);
}

Result<void> DriverLink::tell(const Message& message, int attached) {
    if (failure_) return *failure_;
    auto sent = process_->channel().send(message, send_patience_ms, attached);
    if (sent) return sent;
    if (sent.error().code == ErrorCode::device_lost) return crashed();
    if (sent.error().code == ErrorCode::timed_out) return fail(ErrorCode::device_stalled, "its process does not read");
    return Error{sent.error().code, name_ + ": " + sent.error().message};
}

Result<Message> DriverLink::call(Request request, const Until& until, const Sink& sink) {
    if (failure_) return *failure_;
    if (begun_ != finished_) {
        // What an earlier caller left: its answer must not serve this one.
        if (auto earlier = await(begun_, until, [](const Message&) { return Result<void>(); }); !earlier)
            return earlier.error();
    }
    if (until.is_stopped()) return Error{ErrorCode::cancelled, name_ + ": cancelled before " + request.what};
    what_ = request.what;
    if (auto sent = tell({request.kind, begun_ + 1, std::move(request.body)}); !sent) return sent.error();
    ++begun_;
    overdue_at_ = Clock::now() + request.limit;
    is_busy_ = true;
    auto answer = await(begun_, until, sink);
    if (!answer && !failure_ && request.is_interruptible) cancel();
    return answer;
}

Result<std::string> DriverLink::call_done(Request request, const Until& until, const Sink& sink) {
    auto message = call(std::move(request), until, sink);
    if (!message) return message.error();
    if (message->kind != MessageKind::done) return broken("another answer than the request has");
    auto outcome = outcome_from(message->body);
    if (!outcome) return broken(outcome.error().message);
    if (outcome->code != 0) return driver_error(outcome->code, outcome->text, name_);
    return std::move(outcome->text);
}

Result<Message> DriverLink::await(std::uint64_t ticket, const Until& until, const Sink& sink) {
    std::stop_callback on_stop(until.stop, [this] { wake(); });
    while (true) {
        auto message = receive();
        if (!message) return message.error();
        if (*message && (*message)->ticket > ticket) return broken("an answer to no request");
        bool is_mine = *message && (*message)->ticket == ticket;
        if (is_mine && is_item((*message)->kind)) {
            if (!sink) return broken("an item that nobody asked for");
            if (auto taken = sink(**message); !taken) return broken(taken.error().message);
        } else if (is_mine) {
            finished_ = ticket;
            is_busy_ = false;
            return **std::move(message);
        }
        if (until.is_stopped()) return Error{ErrorCode::cancelled, name_ + ": cancelled during " + what_};
        if (is_overdue()) return fail(ErrorCode::device_stalled, std::string("no answer from ") + what_);
        if (until.has_passed()) return Error{ErrorCode::timed_out, name_ + ": the deadline passed during " + what_};
        if (!*message) wait({std::min(until.deadline, overdue_at_.load()), {}});
    }
}

/// The next message that is not a notice; nothing where none is there.
Result<std::optional<Message>> DriverLink::receive() {
    // A flood of notices must not keep the caller from its deadline.
    for (int i = 0; i < 64; ++i) {
        auto received = process_->channel().receive();
        if (!received && received.error().code == ErrorCode::bad_data) return broken(received.error().message);
        if (!received) return crashed();
        if (!*received) {
            if (process_->has_ended() && !process_->channel().has_packet()) return crashed();
            return std::optional<Message>{};
        }
        Message& message = (*received)->message;
        if (message.kind < MessageKind::done) return broken("a message of the SDK's own");
        if (!is_notice(message.kind)) return std::optional(std::move(message));
        if (!take_notice(message)) return broken("a broken notice");
    }
    return std::optional<Message>{};
}

bool DriverLink::take_notice(const Message& message) {
    BodyReader from(message.body);
    auto number = from.number<std::int32_t>();
    auto text = from.text();
    if (!from.is_whole()) return false;
    if (message.kind == MessageKind::event) {
        has_hot_plug_event_ |= number == LIMNER_EVENT_ARRIVED || number == LIMNER_EVENT_LOST;
        return true;
    }
    if (Clock::now() - texts_since_ >= 1s) {
        texts_since_ = Clock::now();
        texts_left_ = max_texts_per_second;
    }
    if (log_ && texts_left_-- > 0) log_(std::clamp(number, 1, 4), text);
    return true;
}

void DriverLink::wait(const Until& until) const {
    std::array<pollfd, 3> ready{pollfd{process_->channel().descriptor(), POLLIN, 0},
                                pollfd{process_->handle(), POLLIN, 0}, pollfd{wake_.number(), POLLIN, 0}};
    auto left = std::max(until.deadline - Clock::now(), Clock::duration(0));
    auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    timespec patience{seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
    if (::ppoll(ready.data(), ready.size(), &patience, nullptr) > 0 && ready[2].revents) clear_wake();
}

void DriverLink::wait_for_event(const Until& until) {
    if (failure_) return;
    std::stop_callback on_stop(until.stop, [this] { wake(); });
    auto message = receive();
    if (!message || has_hot_plug_event_ || until.is_stopped()) {
        has_hot_plug_event_ = false;
        return;
    }
    wait(until);
    (void)receive();
    has_hot_plug_event_ = false;
}

void DriverLink::close(std::chrono::milliseconds patience) {
    if (std::exchange(is_ending_untold_, false))
        if (auto ending = process_->ending(late_patience); ending && log_)
            log_(LIMNER_LOG_WARNING, name_ + ": the driver's process " + *ending);
    if (failure_) return;
    if (is_busy_) cancel();
    if (tell({MessageKind::close, 0, {}})) (void)process_->ending(patience);
}

}  // namespace limner
