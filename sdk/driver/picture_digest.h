#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace limner {

/// What a picture's bytes add up to, so that one who copies it from shared memory sees that somebody wrote into it
/// meanwhile. Reads eight bytes of every 104 and the last eight: a change of a longer piece is seen, a shorter one may
/// not be; all of them would cost more than the copy.
inline std::uint64_t picture_digest(std::span<const std::byte> bytes) noexcept {
    constexpr std::size_t group = 8, step = 13 * group;
    std::uint64_t digest = 0xcbf29ce484222325 ^ bytes.size();
    auto add = [&](std::size_t at) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, group);
        digest = (digest ^ word) * 0x100000001b3;
        digest ^= digest >> 29;
    };
    if (bytes.size() < group) return digest;
    for (std::size_t at = 0; at + group <= bytes.size(); at += step) add(at);
    add(bytes.size() - group);
    return digest;
}

}  // namespace limner
