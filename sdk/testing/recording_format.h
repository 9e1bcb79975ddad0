#pragma once

#include <limner/testing/recording.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// The bytes of a recording's chunks; no I/O. docs/recording.md is the description.
namespace limner::simulation {

inline constexpr std::string_view recording_magic = "LIMNREC1";
inline constexpr std::size_t chunk_head_bytes = 8;
inline constexpr std::size_t chunk_tail_bytes = 4;
inline constexpr std::uint32_t max_chunk_bytes = 512u << 20;

/// The tags of the chunks, in file order when written little-endian.
enum class ChunkTag : std::uint32_t {
    head = 0x44414548,      // HEAD
    picture = 0x54434950,   // PICT
    waiting = 0x54494157,   // WAIT
    progress = 0x474F5250,  // PROG
    scan_end = 0x444E4553,  // SEND
    done = 0x454E4F44,      // DONE
};

struct ChunkHead {
    ChunkTag tag;
    std::uint32_t payload_bytes;
};

/// A whole chunk: head, payload, CRC-32 of both.
std::string chunk_of(ChunkTag tag, std::string_view payload);
ChunkHead read_chunk_head(std::span<const char, chunk_head_bytes> head);
bool is_chunk_intact(std::span<const char, chunk_head_bytes> head, std::string_view payload,
                     std::span<const char, chunk_tail_bytes> tail);

std::string encode_device(const RecordedDevice& device);
Result<RecordedDevice> decode_device(std::string_view payload);

/// The chunk's tag and payload. invalid_argument where the picture has no pixels.
Result<std::pair<ChunkTag, std::string>> encode_event(const RecordedEvent& event);
/// bad_data; nothing for a chunk of a kind that a later version may add.
Result<std::optional<RecordedEvent>> decode_event(ChunkTag tag, std::string_view payload);

}  // namespace limner::simulation
