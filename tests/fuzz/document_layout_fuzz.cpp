#include "recognise/document_layout.h"

#include "fuzz/fuzz_input.h"

#include <string_view>

// Whatever parses is known by an anchor or an MRZ, and every row of every field lies on the document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto layout = limner::parse_layout({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
    if (!layout) return 0;
    limner::fuzz::demand(!layout->name.empty() && (layout->mrz || !layout->labels.empty()));
    for (const auto& field : layout->fields) {
        limner::fuzz::demand(field.captions.empty() != layout->mrz.has_value());
        const double lowest = field.box_mm.y + field.box_mm.height + (field.repeat - 1) * field.step_mm;
        limner::fuzz::demand(field.box_mm.x >= 0 && field.box_mm.y >= 0 && lowest <= layout->size.height_mm + 1e-9);
        limner::fuzz::demand(field.values.empty() || field.values.size() == field.choices.size());
    }
    return 0;
}
