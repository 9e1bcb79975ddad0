#include "recognise/mrz_text.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// Any text goes through the splitter and the parser; a valid MRZ must print the lines that it was given.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    limner::MrzTextBlocks blocks(std::string_view(reinterpret_cast<const char*>(data), size));
    while (auto block = blocks.next()) {
        auto mrz = limner::parse_mrz_block(*block, 2026y / 3 / 15);
        if (!mrz) continue;
        for (std::size_t i = 0; i < mrz->lines.size(); ++i)
            if (mrz->lines[i] != block->lines[i]) __builtin_trap();
    }
    return 0;
}
