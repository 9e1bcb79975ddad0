#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// A device replaced by another during a step. Milliseconds; the outage runs from the old device's last good frame to
/// the spare's first; human time (moving a document or a finger) is apart.
struct SwitchRecord {
    std::string slot{};
    std::string from{};
    std::string to{};
    std::string reason{};  ///< name_of(ErrorCode), or "requested".
    double outage_ms = 0;
    double detection_ms = 0;
    double open_ms = 0;
    double first_frame_ms = 0;
    std::optional<double> human_ms{};
    std::uint64_t frames_lost = 0;
    std::vector<std::string> settings_not_mapped{};
};

/// The device that delivered, as it was then.
struct DeviceOrigin {
    std::string id{};
    std::string name{};
    std::string driver{};
    std::string driver_version{};
    bool is_stand_in = false;  ///< Of another class than the slot's: a camera in a scanner's place.
};

/// Where a piece of data comes from.
struct Provenance {
    DeviceOrigin device{};
    std::chrono::system_clock::time_point captured_at{};
    std::string profile{};
    std::string profile_version{};
    std::vector<std::string> models{};
    std::vector<SwitchRecord> switches{};
    std::string software{};  ///< "limner 0.1.0".
};

}  // namespace limner
