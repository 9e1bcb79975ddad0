#include <limner/recognise/aamva.h>

#include "fuzz/fuzz_input.h"

// Whatever parses has an issuer of six digits, dates of the calendar and elements of three letters.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto document = limner::parse_aamva({reinterpret_cast<const char*>(data), size});
    if (!document) return 0;
    limner::fuzz::demand(document->issuer.size() == 6 && !document->elements.empty());
    limner::fuzz::demand(!document->birth_date || document->birth_date->ok());
    for (const auto& [id, value] : document->elements) limner::fuzz::demand(id.size() == 3 && value.size() <= size);
    return 0;
}
