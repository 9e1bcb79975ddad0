#pragma once

#include <cstddef>

namespace limner::conform {

/// What this process holds of the system.
struct Resources {
    std::ptrdiff_t descriptors = 0;
    std::ptrdiff_t threads = 0;
    std::size_t heap_bytes = 0;      ///< In use, as malloc counts it.
    std::size_t resident_bytes = 0;  ///< Of no file.

    static Resources now();
    /// The same, once threads that are about to end had up to a second for it: down to the count of `before`.
    static Resources settled(const Resources& before);
};

}  // namespace limner::conform
