#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

/// RFC 4648 with padding, on one line.
std::string to_base64(std::span<const std::byte> bytes);

/// White space is passed over; nothing where anything else is wrong.
std::optional<std::vector<std::byte>> from_base64(std::string_view text);

}  // namespace limner
