#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace limner {

/// A USB device as the kernel's files describe it; hubs are left out.
struct UsbDevice {
    std::string vendor{};   ///< "05ba"
    std::string product{};  ///< "000a"
    std::string name{};     ///< As the device calls itself; "05ba:000a" where it does not.
    int speed_mbit = 0;     ///< 0: unknown.
    int usb_version = 0;    ///< 0x0200 for USB 2.0; 0: unknown.
    std::set<int> interface_classes{};
    std::filesystem::path node{};  ///< "/dev/bus/usb/001/004"

    std::string id() const { return vendor + ":" + product; }
    bool is_camera() const { return interface_classes.contains(0x0e); }
};

/// Every device below sys/bus/usb/devices; what cannot be read is left out.
std::vector<UsbDevice> usb_devices(const std::filesystem::path& sys, const std::filesystem::path& dev);

}  // namespace limner
