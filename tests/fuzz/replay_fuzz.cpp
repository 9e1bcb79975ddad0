#include "testing/recording_format.h"

#include <cstddef>
#include <cstdint>
#include <sstream>

namespace {

using namespace limner::simulation;

void play(const std::string& bytes) {
    auto reader = RecordingReader::read(std::make_unique<std::istringstream>(bytes), "fuzz");
    if (!reader) return;
    while (auto event = reader->next()) {
        if (!*event) break;
    }
}

}  // namespace

// A recording of any bytes; then the bytes as the payload of an intact chunk, so that the fuzzer need not find a CRC.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    play(bytes);
    if (size == 0) return 0;
    constexpr ChunkTag tags[] = {ChunkTag::picture,  ChunkTag::waiting, ChunkTag::progress,
                                 ChunkTag::scan_end, ChunkTag::done,    ChunkTag::head};
    ChunkTag tag = tags[data[0] % std::size(tags)];
    std::string head = tag == ChunkTag::head ? bytes.substr(1) : encode_device({});
    play(std::string(recording_magic) + chunk_of(ChunkTag::head, head) + chunk_of(tag, bytes.substr(1)));
    return 0;
}
