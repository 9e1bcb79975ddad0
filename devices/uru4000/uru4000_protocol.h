#pragma once

#include <limner/base/result.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// The byte protocol of DigitalPersona's U.are.U 4000 family. Pure: bytes in, bytes out.
namespace limner::uru4000 {

inline constexpr int image_width = 384;
inline constexpr int image_height = 290;
inline constexpr double image_ppi = 512;
inline constexpr std::size_t header_bytes = 64;
/// What a capture is read into: a header and a whole image, filled up to the endpoint's packets.
inline constexpr std::size_t transfer_bytes = header_bytes + std::size_t{image_width} * image_height;
inline constexpr std::size_t interrupt_bytes = 64;

inline constexpr std::uint8_t interrupt_endpoint = 0x81;
inline constexpr std::uint8_t bulk_endpoint = 0x82;

namespace registers {
inline constexpr std::uint16_t status = 0x07, scramble_index = 0x33, scramble_key = 0x34, mode = 0x4e, info = 0xf0,
                               response = 0x2000, challenge = 0x2010;
}

enum class Mode : std::uint8_t { await_finger = 0x10, await_lift = 0x12, capture = 0x20, off = 0x70, ready = 0x80 };

/// Bits of the status register.
inline constexpr std::uint8_t status_low_power = 0x80, status_error = 0x04;

struct Model {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::string_view name{};
    bool needs_response = false;  ///< Powers up only once its challenge is answered.
    bool is_turned = false;       ///< Delivers its image upside down.
};
std::optional<Model> find_model(std::uint16_t vendor, std::uint16_t product);

enum class Signal { powered_up, finger_on, finger_off, failing, other };
/// What an interrupt packet says; `other` for an unknown or empty one.
Signal signal_in(std::span<const std::byte> packet);

using Challenge = std::array<std::byte, 16>;
/// The answer that readers with `needs_response` want.
Result<Challenge> answer_to(const Challenge& challenge);

/// Puts the picture of one capture together: tells which keys it needs, takes off the scrambling, fills the lines that
/// the reader leaves out.
class CaptureDecoder {
public:
    /// bad_data: the bytes are not what their header says.
    static Result<CaptureDecoder> from(std::vector<std::byte> transfer);

    /// The five bytes for registers::scramble_index, where a key is needed before the next step. `seed` is any number.
    std::optional<std::array<std::byte, 5>> wanted_key(std::uint32_t seed);
    /// What registers::scramble_key held afterwards. Goes on to the next key that is needed, or to the end.
    void take_key(std::span<const std::byte, 4> bytes);

    /// image_width x image_height, gray, dark ridges on a light ground. bad_data: still noise, the key did not fit.
    Result<std::vector<std::byte>> picture(bool is_turned) const;

private:
    struct Block {
        std::uint8_t flags = 0;
        int lines = 0;
    };

    bool looks_scrambled() const;
    bool is_noise() const;
    std::span<const std::byte> line(int number) const;

    std::vector<std::byte> bytes_{};
    std::vector<Block> blocks_{};
    int lines_ = 0;
    std::uint8_t key_number_ = 0;
    std::uint32_t seed_ = 0;
    std::size_t block_ = 0;  ///< The first one that is still scrambled.
    int line_ = 0;           ///< The line where it begins.
    bool needs_key_ = false;
    bool was_scrambled_ = false;
};

/// Scrambles whole lines as a reader does; what CaptureDecoder undoes. For simulated readers. Gives the next key.
std::uint32_t scramble(std::span<std::byte> lines, std::uint32_t key);

}  // namespace limner::uru4000
