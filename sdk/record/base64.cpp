#include "record/base64.h"

#include <cstdint>

namespace limner {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::uint32_t> value_of(char c) noexcept {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? std::optional<std::uint32_t>(63) : std::nullopt;
}

}  // namespace

std::string to_base64(std::span<const std::byte> bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = at; i < at + 3; ++i)
            group = group << 8 | (i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text += at + i > bytes.size() ? '=' : alphabet[group >> (18 - 6 * i) & 0x3F];
    }
    return text;
}

std::optional<std::vector<std::byte>> from_base64(std::string_view text) {
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    std::size_t taken = 0, padding = 0;
    for (char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        const auto value = value_of(c);
        if (c == '=' && taken % 4 >= 2)
            ++padding;
        else if (!value || padding > 0)
            return std::nullopt;
        group = group << 6 | value.value_or(0);
        if (++taken % 4 != 0) continue;
        for (std::size_t i = 0; i + padding < 3; ++i)
            bytes.push_back(static_cast<std::byte>(group >> (16 - 8 * i) & 0xFF));
        group = 0;
    }
    if (taken % 4 != 0) return std::nullopt;
    return bytes;
}

}  // namespace limner
