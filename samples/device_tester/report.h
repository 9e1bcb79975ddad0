#pragma once

#include <limner/limner.h>

#include <filesystem>
#include <string>
#include <vector>

namespace device_tester {

/// What was seen of the frames of a preview.
struct Stream {
    std::uint64_t frames = 0;
    std::uint64_t dropped = 0;  ///< Gaps in the device's own count.
    double frames_per_second = 0;
    std::vector<double> latencies_ms{};  ///< From exposure to here; the latest thousand.
};

struct Capture {
    std::string device{};
    std::string file{};
    int width = 0, height = 0;
    double took_ms = 0;
    std::string error{};
};

struct Report {
    std::vector<limner::DeviceInfo> devices{};
    Stream stream{};
    std::vector<Capture> captures{};
    std::vector<limner::SwitchRecord> switches{};
};

/// By nearest rank; 0 without values.
double percentile(std::vector<double> values, double share);
std::string json_text(const Report& report);
/// What a technician sees: devices, rates, captures, switches.
std::string screen_text(const Report& report);

}  // namespace device_tester
