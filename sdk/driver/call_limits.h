#pragma once

#include <limner/driver/driver_abi.h>

#include <chrono>
#include <cstdint>

namespace limner {

/// How long a driver may take for each kind of call before it counts as hung. driver_abi.h promises vendors the same.
struct LaneLimits {
    std::chrono::milliseconds open{5'000};  ///< And initialise().
    std::chrono::milliseconds start{5'000};
    std::chrono::milliseconds stop{2'000};    ///< And close() with shutdown().
    std::chrono::milliseconds option{2'000};  ///< options(), and each set_option().

    /// Of a class of the ABI, LIMNER_CLASS_...
    static constexpr LaneLimits of(std::int32_t device_class) noexcept {
        using std::chrono::milliseconds;
        if (device_class != LIMNER_CLASS_DOCUMENT_SCANNER) return {};
        return {milliseconds(15'000), milliseconds(15'000), milliseconds(3'000), milliseconds(5'000)};
    }
};

inline constexpr std::chrono::milliseconds listing_limit{10'000};

}  // namespace limner
