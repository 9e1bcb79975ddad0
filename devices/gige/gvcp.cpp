#include "gvcp.h"

#include <algorithm>
#include <cstdio>

namespace limner::gige {
namespace {

constexpr std::uint16_t discovery = 0x0002, discovery_answer = 0x0003;
constexpr std::size_t header_bytes = 8, content_bytes = 0xf8;

/// Places in the bootstrap registers, which the answer is a copy of.
constexpr std::size_t hardware_address_at = 0x0a, vendor_at = 0x48, model_at = 0x68, serial_at = 0xd8;
constexpr std::size_t name_bytes = 32, serial_bytes = 16;

std::uint16_t number_at(std::span<const std::byte> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) << 8 |
                                      std::to_integer<unsigned>(bytes[at + 1]));
}

/// Up to its first zero, or all of its room.
std::string text_at(std::span<const std::byte> bytes, std::size_t at, std::size_t room) {
    std::string text(reinterpret_cast<const char*>(bytes.data()) + at, room);
    return text.substr(0, text.find('\0'));
}

std::string hardware_address(std::span<const std::byte> bytes) {
    std::string text;
    for (std::size_t i = 0; i < 6; ++i) {
        char pair[4];
        std::snprintf(pair, sizeof pair, "%02x", std::to_integer<unsigned>(bytes[hardware_address_at + i]));
        text += (i == 0 ? "" : ":") + std::string(pair);
    }
    return text;
}

}  // namespace

std::array<std::byte, 8> discovery_command(std::uint16_t number) {
    const auto low = [](unsigned value) { return static_cast<std::byte>(value & 0xff); };
    // 0x42: a command; 0x01: an answer is asked for.
    return {std::byte{0x42}, std::byte{0x01}, low(discovery >> 8), low(discovery),
            std::byte{0},    std::byte{0},    low(number >> 8),    low(number)};
}

std::optional<Announcement> announcement_in(std::span<const std::byte> packet, std::uint16_t number) {
    if (packet.size() < header_bytes + content_bytes) return std::nullopt;
    const bool is_answer = number_at(packet, 0) == 0 && number_at(packet, 2) == discovery_answer &&
                           number_at(packet, 4) >= content_bytes && number_at(packet, 6) == number;
    if (!is_answer) return std::nullopt;
    const auto content = packet.subspan(header_bytes);
    return Announcement{text_at(content, vendor_at, name_bytes), text_at(content, model_at, name_bytes),
                        text_at(content, serial_at, serial_bytes), hardware_address(content)};
}

}  // namespace limner::gige
