#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace limner::gige {

/// The one command of GigE Vision's control protocol that any camera answers to anybody, whoever controls it. Aravis
/// speaks the rest.
inline constexpr std::uint16_t gvcp_port = 3956;

/// DISCOVERY_CMD; `number` comes back in the answer, 1 or more.
std::array<std::byte, 8> discovery_command(std::uint16_t number);

/// What a camera says of itself.
struct Announcement {
    std::string vendor{}, model{}, serial{};
    std::string hardware_address{};  ///< "00:1a:2b:3c:4d:5e"
};

/// The answer to the discovery of that number; nothing where the packet is none, is cut short or reports an error.
std::optional<Announcement> announcement_in(std::span<const std::byte> packet, std::uint16_t number);

}  // namespace limner::gige
