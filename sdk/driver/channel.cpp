#include "driver/channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace limner {
namespace {

constexpr int socket_bytes = 1024 * 1024;  // as much of it as the system grants

Error system_error(ErrorCode code, const std::string& what) {
    return {code, what + ": " + std::generic_category().message(errno)};
}

union ControlBytes {
    cmsghdr aligned;
    std::array<char, CMSG_SPACE(sizeof(int) * 4)> bytes;
};

void attach(msghdr& header, ControlBytes& control, int descriptor) {
    header.msg_control = control.bytes.data();
    header.msg_controllen = CMSG_SPACE(sizeof(int));
    cmsghdr* part = CMSG_FIRSTHDR(&header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(part), &descriptor, sizeof descriptor);
}

/// The first descriptor of a packet; more than one are closed.
Descriptor take_attached(msghdr& header) {
    Descriptor first;
    for (cmsghdr* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(part) + i * sizeof(int), sizeof number);
            Descriptor one(number);
            if (!first) first = std::move(one);
        }
    }
    return first;
}

}  // namespace

Result<std::pair<Descriptor, Descriptor>> Channel::make_pair() {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
        return system_error(ErrorCode::internal, "no socket for a driver's process");
    for (int end : ends) {
        ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &socket_bytes, sizeof socket_bytes);
    }
    return std::pair(Descriptor(ends[0]), Descriptor(ends[1]));
}

Result<void> Channel::send(const Message& message, int patience_ms, int attached) const {
    auto packet = packet_from(message);
    if (!packet) return packet.error();
    iovec bytes{packet->data(), packet->size()};
    msghdr header{};
    ControlBytes control{};
    header.msg_iov = &bytes;
    header.msg_iovlen = 1;
    if (attached >= 0) attach(header, control, attached);
    while (::sendmsg(socket_.number(), &header, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
        if (errno == EINTR) continue;
        if (errno == EPIPE || errno == ECONNRESET) return Error{ErrorCode::device_lost, "the other end is gone"};
        if (errno != EAGAIN && errno != ENOBUFS) return system_error(ErrorCode::internal, "cannot send");
        pollfd room{socket_.number(), POLLOUT, 0};
        if (::poll(&room, 1, patience_ms) <= 0) return Error{ErrorCode::timed_out, "the other end does not read"};
    }
    return {};
}

bool Channel::has_packet() const {
    pollfd ready{socket_.number(), POLLIN, 0};
    return ::poll(&ready, 1, 0) > 0;
}

Result<std::optional<Channel::Received>> Channel::receive() {
    std::span packet(packet_.get(), max_message_bytes);
    iovec bytes{packet.data(), packet.size()};
    msghdr header{};
    ControlBytes control{};
    header.msg_iov = &bytes;
    header.msg_iovlen = 1;
    header.msg_control = control.bytes.data();
    header.msg_controllen = sizeof control.bytes;
    ssize_t got = -1;
    do got = ::recvmsg(socket_.number(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::optional<Received>{};
    if (got <= 0) return Error{ErrorCode::device_lost, "the other end is gone"};
    Descriptor attached = take_attached(header);
    if (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) return Error{ErrorCode::bad_data, "a packet that is too long"};
    auto message = message_from(packet.first(static_cast<std::size_t>(got)));
    if (!message) return message.error();
    return std::optional(Received{*std::move(message), std::move(attached)});
}

}  // namespace limner
