#pragma once

#include "uru4000_protocol.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limner::uru4000 {

/// Where the kernel lists USB devices.
inline constexpr const char* usb_devices_folder = "/sys/bus/usb/devices";

/// A reader that is plugged in.
struct UsbReader {
    std::string id{};  ///< "uru4000/05ba:000a/SERIAL", "uru4000/05ba:000a/@1-10" without a serial
    std::string serial{};
    Model model{};
    int bus = 0;
    int address = 0;
    std::filesystem::path folder{};  ///< Its own in sysfs.

    /// False once it is unplugged, also where another device is already at its port.
    bool is_plugged_in() const;
};

/// Reads sysfs, opens no device; in the order of the ports.
std::vector<UsbReader> list_readers(const std::filesystem::path& folder = usb_devices_folder);

}  // namespace limner::uru4000
