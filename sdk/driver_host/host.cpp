#include "driver_host/host.h"

#include "driver_host/sandbox.h"

#include <poll.h>

#include <cerrno>

namespace limner {
namespace {

using namespace std::chrono_literals;

constexpr int send_patience_ms = 1'000;
constexpr auto close_patience = 2'000ms;
constexpr std::size_t max_waiting_requests = 64;

/// How a request ended, for its `done`.
Outcome outcome_of(const Result<std::string>& result) {
    if (result) return {0, *result};
    return {static_cast<std::int32_t>(result.error().code), result.error().message};
}

}  // namespace

Host::Host(Channel channel)
    : channel_(std::move(channel)), worker_([this](const std::stop_token& stop) { work(stop); }) {}

int Host::run() {
    while (true) {
        auto received = channel_.receive();
        if (!received) return end(false);
        if (!*received) {
            pollfd ready{channel_.descriptor(), POLLIN, 0};
            if (::poll(&ready, 1, -1) < 0 && errno != EINTR) return end(false);
            continue;
        }
        if ((*received)->message.kind == MessageKind::close) return end(true);
        if (!take(**std::move(received))) return end(false);
    }
}

Result<void> Host::take(Received received) {
    switch (received.message.kind) {
        case MessageKind::hello: return greet(std::move(received));
        case MessageKind::lend: return take_memory(std::move(received));
        case MessageKind::setting: {
            BodyReader from(received.message.body);
            auto name = from.text();
            services_.settings[name] = from.text();
            return {};
        }
        case MessageKind::cancel: driver_.cancel(); return {};
        default: break;
    }
    enqueue(std::move(received.message));
    return {};
}

Result<void> Host::greet(Received received) {
    BodyReader from(received.message.body);
    manifest_.module = from.text();
    manifest_.name = from.text();
    manifest_.version = from.text();
    manifest_.needs_network = from.number<std::uint8_t>() != 0;
    if (!from.is_whole()) return Error{ErrorCode::bad_data, "a broken hello"};
    if (received.attached) services_.scratch = std::make_shared<Descriptor>(std::move(received.attached));
    services_.log = [this](std::int32_t level, const std::string& text) {
        tell({MessageKind::log, 0, BodyWriter().put(level).put(text.substr(0, 2'000)).take()});
    };
    services_.event = [this](std::int32_t kind, const std::string& id) {
        tell({MessageKind::event, 0, BodyWriter().put(kind).put(id.substr(0, 1'000)).take()});
    };
    return {};
}

Result<void> Host::take_memory(Received received) {
    BodyReader from(received.message.body);
    auto places = from.number<std::uint32_t>();
    auto place_bytes = from.number<std::uint64_t>();
    if (!from.is_whole()) return Error{ErrorCode::bad_data, "a broken loan"};
    auto memory = FrameMemory::map(std::move(received.attached), places, place_bytes);
    if (!memory) return memory.error();
    driver_.lend(*std::move(memory));
    return {};
}

void Host::enqueue(Message message) {
    std::lock_guard lock(mutex_);
    if (requests_.size() >= max_waiting_requests) return;
    requests_.push_back(std::move(message));
    changed_.notify_all();
}

void Host::work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return !requests_.empty(); })) {
        Message request = std::move(requests_.front());
        requests_.pop_front();
        lock.unlock();
        bool is_last = request.kind == MessageKind::close;
        if (is_last)
            driver_.close();
        else
            answer(request);
        lock.lock();
        is_closed_ |= is_last;
        changed_.notify_all();
    }
}

void Host::answer(const Message& request) {
    bool has_answered = false;
    auto emit = [&](MessageKind kind, std::vector<std::byte> body) {
        has_answered |= kind == MessageKind::frame || kind == MessageKind::need_memory;
        tell({kind, request.ticket, std::move(body)});
    };
    auto result = perform(request, emit);
    if (!has_answered) tell({MessageKind::done, request.ticket, body_of(outcome_of(result))});
}

Result<std::string> Host::perform(const Message& request, const HostedDriver::Emit& emit) {
    BodyReader from(request.body);
    auto without_text = [](const Result<void>& done) -> Result<std::string> {
        if (!done) return done.error();
        return std::string();
    };
    switch (request.kind) {
        case MessageKind::load: return load();
        case MessageKind::enumerate: return without_text(driver_.enumerate(emit));
        case MessageKind::options: return without_text(driver_.options(emit));
        case MessageKind::stop: return without_text(driver_.stop());
        case MessageKind::open: {
            auto id = from.text();
            return without_text(driver_.open(id, from.number<std::uint64_t>()));
        }
        case MessageKind::set_option: {
            auto change = option_change_from(request.body);
            return change ? without_text(driver_.set_option(*change)) : Result<std::string>(change.error());
        }
        case MessageKind::start: {
            auto purpose = static_cast<driver::Purpose>(from.number<std::int32_t>());
            auto width = from.number<std::int32_t>();
            return without_text(driver_.start({purpose, width, from.number<std::int32_t>()}));
        }
        case MessageKind::grab: {
            std::chrono::milliseconds slice(from.number<std::uint64_t>());
            return without_text(driver_.grab(slice, from.number<std::uint32_t>(), emit));
        }
        default: return Error{ErrorCode::unsupported, "no such request"};
    }
}

Result<std::string> Host::load() {
    if (auto confined = confine({.needs_network = manifest_.needs_network}); !confined) return confined.error();
    return driver_.load(manifest_, services_);
}

void Host::tell(Message message) const {
    bool is_notice = message.kind == MessageKind::log || message.kind == MessageKind::event;
    (void)channel_.send(message, is_notice ? 0 : send_patience_ms);
}

/// The device is closed by the thread that used it; not at all where that thread does not come back from the driver.
int Host::end(bool is_orderly) {
    driver_.cancel();
    std::unique_lock lock(mutex_);
    requests_.assign(1, Message{MessageKind::close, 0, {}});
    changed_.notify_all();
    bool is_closed = changed_.wait_for(lock, close_patience, [this] { return is_closed_; });
    return is_orderly && is_closed ? 0 : 1;
}

}  // namespace limner
