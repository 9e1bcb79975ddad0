#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>

namespace limner::fuzz {

/// Takes typed values from the front of a fuzzer's bytes; zeros once they are used up.
class FuzzInput {
public:
    FuzzInput(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const std::byte*>(data), size) {}

    bool is_empty() const { return rest_.empty(); }
    std::span<const std::byte> rest() const { return rest_; }

    template <typename T>
        requires std::is_arithmetic_v<T>
    T take() {
        T value{};
        auto bytes = take_bytes(sizeof value);
        if (!bytes.empty()) std::memcpy(&value, bytes.data(), bytes.size());
        return value;
    }
    /// 0 to `most`.
    int take_up_to(int most) { return static_cast<int>(take<std::uint16_t>() % static_cast<unsigned>(most + 1)); }

    std::span<const std::byte> take_bytes(std::size_t count) {
        auto taken = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    /// A text of up to 255 bytes, its length in front; no zero byte in it.
    std::string take_text() {
        auto bytes = take_bytes(take<std::uint8_t>());
        std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        std::erase(text, '\0');
        return text;
    }

private:
    std::span<const std::byte> rest_;
};

/// Ends the run as a finding.
inline void demand(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace limner::fuzz
