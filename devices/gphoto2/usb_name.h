#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace limner::gphoto2 {

/// A camera's identity on the USB.
struct UsbName {
    std::string id{};      ///< "gphoto2/04a9:3270/SERIAL", "/@1-2" (its port) without a serial
    std::string serial{};  ///< As it can stand in an id.
};

/// Of the device that libgphoto2 calls "usb:BUS,ADDRESS", from what the system knows of it; nothing is opened. Nothing
/// where the text is none, or the device is not there (any more).
std::optional<UsbName> usb_name(std::string_view port, const std::filesystem::path& devices = "/sys/bus/usb/devices");

}  // namespace limner::gphoto2
