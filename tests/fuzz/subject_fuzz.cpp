#include "check/subject_text.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// Whatever parses has a birth date of the calendar and real fingers only.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto subject = limner::parse_subject({reinterpret_cast<const char*>(data), size}, "fuzz.json");
    if (!subject) return 0;
    if (subject->birth_date && !subject->birth_date->ok()) __builtin_trap();
    for (const auto& [finger, state] : subject->fingers)
        if (limner::finger_from(limner::name_of(finger)) != finger) __builtin_trap();
    return 0;
}
