#pragma once

#include <limner/base/until.h>

#include <chrono>

namespace limner {

/// The wall time of a moment on the steady clock, by the two clocks' present difference.
inline std::chrono::system_clock::time_point wall_time_of(Clock::time_point moment) {
    using std::chrono::system_clock;
    return system_clock::now() + std::chrono::duration_cast<system_clock::duration>(moment - Clock::now());
}

}  // namespace limner
