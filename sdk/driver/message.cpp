#include "driver/message.h"

namespace limner {
namespace {

struct Header {
    std::uint32_t version;
    std::uint16_t kind;
    std::uint16_t reserved;
    std::uint64_t ticket;
};
static_assert(sizeof(Header) == 16);

bool is_known(std::uint16_t kind) {
    auto between = [kind](MessageKind first, MessageKind last) {
        return kind >= static_cast<std::uint16_t>(first) && kind <= static_cast<std::uint16_t>(last);
    };
    return between(MessageKind::hello, MessageKind::lend) || between(MessageKind::done, MessageKind::event);
}

}  // namespace

Result<std::vector<std::byte>> packet_from(const Message& message) {
    if (message.body.size() > max_message_bytes - sizeof(Header))
        return Error{ErrorCode::invalid_argument, "a message of " + std::to_string(message.body.size()) +
                                                      " bytes to a driver's process; at most " +
                                                      std::to_string(max_message_bytes - sizeof(Header))};
    Header header{message_version, static_cast<std::uint16_t>(message.kind), 0, message.ticket};
    std::vector<std::byte> packet(sizeof header + message.body.size());
    std::memcpy(packet.data(), &header, sizeof header);
    if (!message.body.empty()) std::memcpy(packet.data() + sizeof header, message.body.data(), message.body.size());
    return packet;
}

Result<Message> message_from(std::span<const std::byte> packet) {
    Header header{};
    if (packet.size() < sizeof header)
        return Error{ErrorCode::bad_data, "a packet of " + std::to_string(packet.size()) + " bytes"};
    std::memcpy(&header, packet.data(), sizeof header);
    if (header.version != message_version)
        return Error{ErrorCode::bad_data, "a message of version " + std::to_string(header.version)};
    if (!is_known(header.kind)) return Error{ErrorCode::bad_data, "a message of kind " + std::to_string(header.kind)};
    auto body = packet.subspan(sizeof header);
    return Message{static_cast<MessageKind>(header.kind), header.ticket, {body.begin(), body.end()}};
}

}  // namespace limner
