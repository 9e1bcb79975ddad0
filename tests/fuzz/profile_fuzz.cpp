#include "check/profile_file.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Whatever parses has finite limits, a requirement or more, and none twice.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    limner::KnownProfiles known;
    known["base"] = {.name = "base", .version = "1", .requirements = {{.name = "skew", .limits = {-1.0, 1.0}}}};
    auto profile = limner::parse_profile({reinterpret_cast<const char*>(data), size}, "fuzz.toml", nullptr, &known);
    if (!profile) return profile.error().code == limner::ErrorCode::invalid_setup ? 0 : (__builtin_trap(), 0);
    if (profile->requirements.empty()) __builtin_trap();
    for (const limner::Requirement& requirement : profile->requirements) {
        const auto& [low, high] = requirement.limits;
        if ((low && !std::isfinite(*low)) || (high && !std::isfinite(*high)) || (low && high && *low > *high))
            __builtin_trap();
        if (profile->find(requirement.name) != &requirement) __builtin_trap();
    }
    return 0;
}
