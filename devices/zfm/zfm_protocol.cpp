#include "zfm_protocol.h"

#include <algorithm>
#include <array>
#include <string>

namespace limner::zfm {
namespace {

constexpr std::size_t header_bytes = 9;  // start 2, address 4, type 1, length 2
constexpr std::size_t sum_bytes = 2;
constexpr std::size_t max_payload = 256;
constexpr std::array start{std::byte{0xEF}, std::byte{0x01}};

std::uint32_t number_at(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
    return number;
}

void append(std::vector<std::byte>& to, std::uint32_t number, int count) {
    for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) to.push_back(static_cast<std::byte>(number >> shift));
}

/// Over everything after the address.
std::uint32_t sum_of(std::span<const std::byte> bytes) {
    std::uint32_t sum = 0;
    for (std::byte one : bytes) sum += std::to_integer<std::uint32_t>(one);
    return sum & 0xFFFF;
}

bool is_known(std::uint32_t type) { return type == 1 || type == 2 || type == 7 || type == 8; }

}  // namespace

std::vector<std::byte> encoded(const Packet& packet, std::uint32_t address) {
    std::vector<std::byte> bytes(start.begin(), start.end());
    append(bytes, address, 4);
    append(bytes, static_cast<std::uint32_t>(packet.type), 1);
    append(bytes, static_cast<std::uint32_t>(packet.payload.size() + sum_bytes), 2);
    bytes.insert(bytes.end(), packet.payload.begin(), packet.payload.end());
    append(bytes, sum_of(std::span(bytes).subspan(6)), 2);
    return bytes;
}

Packet command(Command code, std::span<const std::byte> parameters) {
    Packet packet{PacketType::command, {static_cast<std::byte>(code)}};
    packet.payload.insert(packet.payload.end(), parameters.begin(), parameters.end());
    return packet;
}

void PacketReader::add(std::span<const std::byte> bytes) { buffer_.insert(buffer_.end(), bytes.begin(), bytes.end()); }

Result<std::optional<Packet>> PacketReader::next() {
    while (true) {
        auto begin = std::search(buffer_.begin(), buffer_.end(), start.begin(), start.end());
        // The first byte of a start that has not wholly arrived stays.
        if (begin == buffer_.end() && !buffer_.empty() && buffer_.back() == start[0]) --begin;
        buffer_.erase(buffer_.begin(), begin);
        if (buffer_.size() < header_bytes) return std::optional<Packet>();
        const auto type = number_at(buffer_, 6, 1);
        const std::size_t length = number_at(buffer_, 7, 2);
        const bool is_header = number_at(buffer_, 2, 4) == address_ && is_known(type) && length > sum_bytes &&
                               length <= max_payload + sum_bytes;
        if (!is_header) {
            buffer_.erase(buffer_.begin(), buffer_.begin() + 1);
            continue;
        }
        if (buffer_.size() < header_bytes + length) return std::optional<Packet>();
        const std::size_t payload_end = header_bytes + length - sum_bytes;
        const std::span<const std::byte> bytes(buffer_);
        if (sum_of(bytes.subspan(6, payload_end - 6)) != number_at(bytes, payload_end, sum_bytes)) {
            // Its length may be what was damaged: what follows it can hold a whole packet.
            buffer_.erase(buffer_.begin(), buffer_.begin() + 1);
            return Error{ErrorCode::bad_data, "a packet's sum is wrong: the serial line is disturbed"};
        }
        Packet packet{static_cast<PacketType>(type), {}};
        packet.payload.assign(bytes.begin() + header_bytes, bytes.begin() + static_cast<std::ptrdiff_t>(payload_end));
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(header_bytes + length));
        return std::optional(std::move(packet));
    }
}

Result<Parameters> parse_parameters(std::span<const std::byte> payload) {
    constexpr std::size_t answer_bytes = 17;
    if (payload.size() < answer_bytes)
        return Error{ErrorCode::bad_data,
                     "the module's parameters have " + std::to_string(payload.size()) + " bytes instead of 17"};
    Parameters parameters;
    parameters.capacity = static_cast<std::uint16_t>(number_at(payload, 5, 2));
    parameters.address = number_at(payload, 9, 4);
    const auto size_code = number_at(payload, 13, 2), units = number_at(payload, 15, 2);
    if (size_code > 3 || units == 0 || units > 100)
        return Error{ErrorCode::bad_data, "the module's packet size or baud rate is none that modules have"};
    parameters.packet_bytes = 32 << size_code;
    parameters.baud = static_cast<int>(units) * baud_unit;
    return parameters;
}

std::optional<ImageSize> size_of(std::size_t uploaded_bytes) noexcept {
    for (ImageSize size : {ImageSize{256, 288}, ImageSize{208, 288}, ImageSize{192, 192}})
        if (static_cast<std::size_t>(size.width * size.height / 2) == uploaded_bytes) return size;
    return std::nullopt;
}

std::vector<std::byte> unpacked(std::span<const std::byte> uploaded) {
    constexpr unsigned full_scale = 17;
    std::vector<std::byte> pixels;
    pixels.reserve(uploaded.size() * 2);
    for (std::byte two : uploaded) {
        const auto both = std::to_integer<unsigned>(two);
        pixels.push_back(static_cast<std::byte>((both >> 4) * full_scale));
        pixels.push_back(static_cast<std::byte>((both & 15) * full_scale));
    }
    return pixels;
}

std::string_view words_for(Answer answer) noexcept {
    switch (answer) {
        case Answer::ok: return "done";
        case Answer::receive_error: return "it received a damaged command";
        case Answer::no_finger: return "no finger lies on it";
        case Answer::image_failed: return "taking the image failed";
        case Answer::wrong_password: return "wrong password";
        case Answer::no_image: return "it has no image";
    }
    return "an error that its manual does not list";
}

}  // namespace limner::zfm
