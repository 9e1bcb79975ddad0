#pragma once

#include <limner/device/device_info.h>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limner::simulation {

/// One entry of a virtual device's fault list; devices/virtual/README.md says what each member means. Members left out
/// have the driver's defaults.
struct Fault {
    /// unplug, replug, hang, slow, frozen, black, short_frame, lying_header, error, crash, segfault, exit, kill, stop,
    /// loop, scribble, garbage, fd_flood.
    std::string kind{};
    /// The call that it strikes: enumerate, open, options, start, grab, stop, close.
    std::string in = "grab";
    std::optional<int> after_frames{};
    std::optional<int> after_ms{};
    std::optional<int> after_rows{};
    std::optional<std::string> when_file{};
    std::optional<std::string> struck_file{};
    bool while_capturing = false;
    std::optional<int> for_ms{};
    std::optional<int> extra_ms{};
    std::optional<int> times{};
    bool cancellable = false;
    std::optional<std::string> code{};
    std::optional<std::string> lie{};
};

/// A `[[drivers.virtual.devices]]` table of counter.toml. The device's id is "virtual/" and `id`.
struct VirtualDevice {
    std::string id{};
    DeviceClass device_class = DeviceClass::camera;
    std::optional<std::string> name{};
    std::optional<std::string> source{};
    std::optional<double> fps{};
    std::optional<int> width{};
    std::optional<int> height{};
    std::optional<int> still_width{};
    std::optional<int> still_height{};
    std::optional<double> ppi{};
    std::optional<double> noise{};
    std::optional<std::string> format{};
    std::optional<bool> counter{};
    bool stamps_everywhere = false;
    std::optional<std::uint32_t> nonce{};
    std::optional<int> queue{};
    std::optional<int> open_ms{};
    std::optional<int> start_ms{};
    std::optional<int> stop_ms{};
    std::optional<int> warm_up_ms{};
    std::optional<int> finger_after_ms{};
    std::optional<int> document_after_ms{};
    std::optional<int> page_ms{};
    std::optional<int> still_ms{};
    std::optional<int> sheets{};
    std::optional<int> band_rows{};
    bool unknown_length = false;
    std::optional<std::string> plugged_while{};
    std::vector<std::string> without_options{};
    std::vector<Fault> faults{};
};

/// The text of the driver's setting "devices".
std::string virtual_devices_json(std::span<const VirtualDevice> devices);

/// The settings of the driver, for Runtime::Options::driver_settings["virtual"]. Relative paths in `devices` are
/// relative to `folder`; empty: to the working folder.
std::map<std::string, std::string> virtual_driver_settings(std::span<const VirtualDevice> devices,
                                                           const std::string& folder = {});

}  // namespace limner::simulation
