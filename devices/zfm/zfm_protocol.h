#pragma once

#include <limner/base/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// The packets of ZFM-20 and its relatives: bytes in, bytes out, no I/O. Numbers are big-endian; every packet carries a
/// sum over its type, length and payload, which is always checked.
namespace limner::zfm {

enum class PacketType : std::uint8_t { command = 1, data = 2, ack = 7, end = 8 };

enum class Command : std::uint8_t {
    take_image = 0x01,
    upload_image = 0x0A,
    set_parameter = 0x0E,
    read_parameters = 0x0F,
    verify_password = 0x13,
    light = 0x35,
};

/// An acknowledgement's first byte.
enum class Answer : std::uint8_t {
    ok = 0x00,
    receive_error = 0x01,
    no_finger = 0x02,
    image_failed = 0x03,
    wrong_password = 0x13,
    no_image = 0x15,
};

struct Packet {
    PacketType type = PacketType::command;
    std::vector<std::byte> payload{};
};

/// The bytes of a packet to a module of the address.
std::vector<std::byte> encoded(const Packet& packet, std::uint32_t address);
Packet command(Command code, std::span<const std::byte> parameters = {});

/// Finds packets in what arrives. Bytes that belong to none are skipped; a packet whose sum is wrong is reported as
/// one that was damaged.
class PacketReader {
public:
    explicit PacketReader(std::uint32_t address) : address_(address) {}

    void add(std::span<const std::byte> bytes);
    /// The next whole packet; nothing while there is none; bad_data for a damaged one, which is gone then.
    Result<std::optional<Packet>> next();
    /// Forgets what has arrived.
    void clear() { buffer_.clear(); }

private:
    std::uint32_t address_;
    std::vector<std::byte> buffer_{};
};

/// What read_parameters answers.
struct Parameters {
    std::uint16_t capacity = 0;
    std::uint32_t address = 0;
    int packet_bytes = 0;
    int baud = 0;
};
/// bad_data: of another length, or numbers that no module has.
Result<Parameters> parse_parameters(std::span<const std::byte> payload);

/// Baud rates are multiples of this.
inline constexpr int baud_unit = 9'600;

/// The size of a picture that a module uploaded, by its bytes: they name none.
struct ImageSize {
    int width = 0;
    int height = 0;
};
std::optional<ImageSize> size_of(std::size_t uploaded_bytes) noexcept;
inline constexpr std::size_t max_image_bytes = 256 * 288 / 2;

/// Two pixels of 4 bits a byte, the upper first, to 8 bits.
std::vector<std::byte> unpacked(std::span<const std::byte> uploaded);

/// What an answer other than ok means, in words.
std::string_view words_for(Answer answer) noexcept;

}  // namespace limner::zfm
