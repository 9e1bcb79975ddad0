#pragma once

#include <limner/base/until.h>
#include <limner/frame/image.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace limner {

/// One picture of a camera or of a fingerprint reader, and where it came from.
struct Frame {
    Image image{};
    std::string device_id{};
    std::uint64_t sequence = 0;                           ///< The device's own count; gaps are dropped frames.
    Clock::time_point exposed_at{};                       ///< When its exposure began, on the host's steady clock.
    std::chrono::system_clock::time_point captured_at{};  ///< The same moment as wall time, for records.
    std::optional<double> ppi{};                          ///< Fingerprint readers: pixels per inch.
};

}  // namespace limner
