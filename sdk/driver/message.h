#pragma once

#include <limner/base/result.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace limner {

/// What the SDK and a driver's process say to each other, one message to a packet. Both come from one build, so there
/// is no negotiation: another version is an error.
constexpr std::uint32_t message_version = 1;

/// A packet holds a setting or a text of a driver; pixels never cross here.
constexpr std::size_t max_message_bytes = 160UL * 1024;

enum class MessageKind : std::uint16_t {
    // from the SDK
    hello = 1,   ///< version, module, name, version of the manifest; with the driver's scratch memory, if any
    setting,     ///< name, text
    load,        ///< a request
    enumerate,   ///< a request, answered by listings
    open,        ///< a request: id, longest band in bytes (0: whole images)
    options,     ///< a request, answered by options
    set_option,  ///< a request: name, value
    start,       ///< a request: purpose, width, height
    stop,        ///< a request
    grab,        ///< a request: slice in ms, place in the frame memory; answered by a frame or need_memory
    cancel,      ///< ends the request in progress
    close,       ///< close the device, end
    lend,        ///< places, bytes of each; with the frame memory
    // from the driver's process
    done = 100,   ///< code, text: ends every request but a successful grab
    listing,      ///< class, id, name
    option,       ///< see encode_option
    frame,        ///< see encode_frame
    need_memory,  ///< bytes: the picture is larger than a place
    log,          ///< level, text
    event,        ///< kind, device id
};

/// One packet. `ticket` counts requests; what belongs to none has 0.
struct Message {
    MessageKind kind{};
    std::uint64_t ticket = 0;
    std::vector<std::byte> body{};
};

/// Puts a body together.
class BodyWriter {
public:
    template <typename Number>
        requires std::is_arithmetic_v<Number>
    BodyWriter& put(Number value) {
        const auto* bytes = reinterpret_cast<const std::byte*>(&value);
        body_.insert(body_.end(), bytes, bytes + sizeof value);
        return *this;
    }
    BodyWriter& put(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
        body_.insert(body_.end(), bytes, bytes + text.size());
        return *this;
    }
    std::vector<std::byte> take() { return std::move(body_); }

private:
    std::vector<std::byte> body_{};
};

/// Takes a body apart; every number of it may be a lie. After a read beyond the end, everything reads as 0 or empty and
/// is_whole() is false.
class BodyReader {
public:
    explicit BodyReader(std::span<const std::byte> body) : rest_(body) {}

    template <typename Number>
        requires std::is_arithmetic_v<Number>
    Number number() {
        static_assert(!std::is_same_v<Number, bool>, "a byte of 2 is no bool");
        Number value{};
        if (take(sizeof value)) std::memcpy(&value, taken_.data(), sizeof value);
        return value;
    }
    std::string text() {
        auto size = number<std::uint32_t>();
        if (!take(size)) return {};
        return {reinterpret_cast<const char*>(taken_.data()), taken_.size()};
    }
    /// Nothing was missing, and nothing is left over.
    bool is_whole() const { return !is_short_ && rest_.empty(); }
    bool is_short() const { return is_short_; }

private:
    bool take(std::size_t count) {
        if (is_short_ || count > rest_.size()) {
            is_short_ = true;
            return false;
        }
        taken_ = rest_.first(count);
        rest_ = rest_.subspan(count);
        return true;
    }

    std::span<const std::byte> rest_;
    std::span<const std::byte> taken_{};
    bool is_short_ = false;
};

/// The packet of a message. invalid_argument where it is too long.
Result<std::vector<std::byte>> packet_from(const Message& message);
/// bad_data: too short, another version, an unknown kind.
Result<Message> message_from(std::span<const std::byte> packet);

}  // namespace limner
