#pragma once

#include "base/descriptor.h"
#include "driver/message.h"

#include <limner/base/result.h>

#include <memory>
#include <optional>

namespace limner {

/// One end of the packet socket between the SDK and a driver's process. Sending is safe from any thread, each message
/// whole; one thread receives.
class Channel {
public:
    explicit Channel(Descriptor socket) : socket_(std::move(socket)) {}

    /// The two ends of a new one. internal where the system has no descriptor left.
    static Result<std::pair<Descriptor, Descriptor>> make_pair();

    int descriptor() const noexcept { return socket_.number(); }

    /// Never blocks longer than `patience_ms` where the other end does not read: timed_out. device_lost where it is
    /// gone. `attached` goes along.
    Result<void> send(const Message& message, int patience_ms, int attached = -1) const;

    struct Received {
        Message message{};
        Descriptor attached{};
    };
    /// What is there now; nothing where there is nothing. bad_data for a packet that is none of ours, device_lost at
    /// the end.
    Result<std::optional<Received>> receive();
    /// Whether receive() has something to say now.
    bool has_packet() const;

private:
    Descriptor socket_;
    /// Kept: it is asked far more often than there is a packet.
    std::unique_ptr<std::byte[]> packet_ = std::make_unique_for_overwrite<std::byte[]>(max_message_bytes);
};

}  // namespace limner
