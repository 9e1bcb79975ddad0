#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace limner {

/// Values are part of the driver ABI.
enum class DeviceClass : std::int32_t { camera = 1, fingerprint_reader = 2, document_scanner = 3 };

enum class DeviceState { ready, in_use, lost, quarantined };

std::string_view name_of(DeviceClass device_class) noexcept;
std::string_view name_of(DeviceState state) noexcept;

/// What this process has seen of a device since the Runtime opened.
struct DeviceHealth {
    std::uint64_t frames = 0;                 ///< Frames and pages delivered.
    std::uint64_t errors = 0;                 ///< Failures of any kind.
    std::optional<std::string> last_error{};  ///< Message of the latest failure.
    std::optional<double> mean_grab_ms{};     ///< Mean time of a successful grab.
};

/// One device, connected or lost.
struct DeviceInfo {
    std::string
        id{};  ///< "driver/vid:pid/serial", "@port-path" for the serial where there is none; stable over re-plugs.
    DeviceClass device_class = DeviceClass::camera;
    std::string name{};
    std::string driver{};
    DeviceState state = DeviceState::ready;
    DeviceHealth health{};
};

/// Whether an id is one that a pattern means: `*` stands for any text, slashes included; everything else for itself.
bool matches(std::string_view pattern, std::string_view id) noexcept;

}  // namespace limner
