#include "recognise/application_text.h"

#include "fuzz/fuzz_input.h"

#include <string_view>

// Whatever parses is compared with itself and with each other claim; a claim agrees with itself wherever it can be
// read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using limner::Agreement;
    const auto claims = limner::parse_application({reinterpret_cast<const char*>(data), size}, "fuzz.json");
    if (!claims) return 0;
    limner::fuzz::demand(!claims->empty());
    (void)limner::cross_check(*claims);
    for (const auto& claim : *claims)
        for (const auto& field : limner::cross_check({claim, claim}))
            limner::fuzz::demand(field.agreement == Agreement::same || field.agreement == Agreement::unreadable);
    return 0;
}
