#include "recognise/mrz_text.h"

#include <limner/recognise/transliteration.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

// Any text goes through the splitter and the parser, which must print the lines that it was given, and through the
// transliteration, which must accept its own answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    if (auto name = limner::transliterate(text); name && !name->empty() && size <= 400)
        if (!limner::is_transliteration(text, *name)) __builtin_trap();
    (void)limner::arabic_of(text);
    limner::MrzTextBlocks blocks(text);
    while (auto block = blocks.next()) {
        auto mrz = limner::parse_mrz_block(*block, 2026y / 3 / 15);
        if (!mrz) continue;
        for (std::size_t i = 0; i < mrz->lines.size(); ++i)
            if (mrz->lines[i] != block->lines[i]) __builtin_trap();
    }
    return 0;
}
