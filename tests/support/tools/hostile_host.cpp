// A driver's process that goes wrong on purpose. Its second argument, the name that the spawner gives it, says how.
#include "driver/channel.h"
#include "driver/frame_memory.h"
#include "driver/message_body.h"
#include "driver/picture_digest.h"

#include <poll.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

namespace limner {
namespace {

class HostileHost {
public:
    explicit HostileHost(std::string how) : how_(std::move(how)) {}

    int run() {
        if (how_ == "silent") return wait_for_ever();
        while (true) {
            auto received = channel_.receive();
            if (!received) return 0;
            if (*received)
                answer(**received);
            else
                wait();
        }
    }

private:
    void wait() const {
        pollfd ready{channel_.descriptor(), POLLIN, 0};
        ::poll(&ready, 1, -1);
    }
    int wait_for_ever() const {
        while (true) ::pause();
    }

    void answer(Channel::Received& received) {
        const Message& message = received.message;
        if (message.kind == MessageKind::lend) memory_ = map(received);
        if (message.kind == MessageKind::grab) return misbehave(message);
        bool is_request = message.ticket != 0;
        if (is_request) done(message.ticket);
    }

    std::optional<FrameMemory> map(Channel::Received& received) const {
        BodyReader from(received.message.body);
        auto places = from.number<std::uint32_t>();
        auto memory = FrameMemory::map(std::move(received.attached), places, from.number<std::uint64_t>());
        return memory ? std::optional(*std::move(memory)) : std::nullopt;
    }

    void done(std::uint64_t ticket) const {
        (void)channel_.send({MessageKind::done, ticket, body_of(Outcome{0, "1"})}, 1'000);
    }

    PlacedFrame honest_frame(const Message& request) const {
        BodyReader from(request.body);
        from.number<std::uint64_t>();
        PlacedFrame frame{{}, from.number<std::uint32_t>()};
        frame.header.outcome = LIMNER_OUTCOME_IMAGE;
        frame.header.width = frame.header.height = 64;
        frame.header.format = static_cast<std::int32_t>(PixelFormat::gray8);
        frame.header.valid_bytes = 64 * 64;
        frame.header.exposed_at_ns = 1;
        frame.digest = picture_digest(std::vector<std::byte>(64 * 64));  // the memory was never written to
        return frame;
    }
    void send(std::uint64_t ticket, const PlacedFrame& frame) const {
        (void)channel_.send({MessageKind::frame, ticket, body_of(frame)}, 1'000);
    }

    void flood(std::uint64_t ticket) const {
        for (int i = 0; i < 200'000; ++i)
            if (!channel_.send({MessageKind::log, 0, BodyWriter().put(2).put("noise").take()}, 1'000)) return;
        done(ticket);
    }

    void misbehave(const Message& request) const {
        auto frame = honest_frame(request);
        auto ticket = request.ticket;
        if (how_ == "honest") return send(ticket, frame);
        if (how_ == "segfault") {
            ::signal(SIGSEGV, SIG_DFL);  // a sanitizer turns it into its own end
            ::raise(SIGSEGV);
        }
        if (how_ == "abort") std::abort();
        if (how_ == "exit") ::_exit(7);
        if (how_ == "stop") ::raise(SIGSTOP);
        if (how_ == "deaf") return;
        if (how_ == "flood") return flood(ticket);
        if (how_ == "garbage") ::send(channel_.descriptor(), "garbage", 7, 0);
        if (how_ == "future_ticket") return send(ticket + 5, frame);
        if (how_ == "done_without_picture") return done(ticket);
        if (how_ == "scribbled") memory_->place(frame.place)[104] = std::byte{1};
        if (how_ == "outside") frame.place = 1'000'000;
        if (how_ == "too_long") frame.header.valid_bytes = std::uint64_t{1} << 40;
        if (how_ == "lying_size") frame.header.width = 60'000;
        if (how_ == "own_message") (void)channel_.send({MessageKind::grab, ticket, {}}, 1'000);
        if (how_ == "unasked_item")
            (void)channel_.send({MessageKind::option, ticket, body_of(driver::Option{"x"})}, 1'000);
        if (how_ == "broken_notice") (void)channel_.send({MessageKind::log, 0, {}}, 1'000);
        if (how_ == "short_frame") (void)channel_.send({MessageKind::frame, ticket, std::vector<std::byte>(9)}, 1'000);
        if (how_ == "greedy")
            (void)channel_.send({MessageKind::need_memory, ticket, BodyWriter().put(std::uint64_t{1} << 50).take()},
                                1'000);
        send(ticket, frame);
    }

    std::string how_;
    Channel channel_{Descriptor(3)};
    std::optional<FrameMemory> memory_{};
};

}  // namespace
}  // namespace limner

int main(int count, char** arguments) {
    if (count != 3) return 3;
    return limner::HostileHost(arguments[2]).run();
}
