#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// Ids that survive a re-plug. SANE names a USB scanner by its bus and address, which change with every plug; the id
/// says what it is and where it is plugged in instead.
namespace limner::sane {

/// Where the kernel lists USB devices.
inline constexpr const char* usb_devices_folder = "/sys/bus/usb/devices";

struct UsbAddress {
    int bus = 0;
    int device = 0;
    bool operator==(const UsbAddress&) const = default;
};

struct UsbIdentity {
    std::string vendor_and_product{};  ///< "04a9:190e"
    std::string serial{};              ///< Empty where the device has none.
    std::string port_path{};           ///< "1-2.3"
};

/// The bus and address in a SANE name such as "genesys:libusb:001:004".
std::optional<UsbAddress> usb_address_in(std::string_view sane_name);

/// What the kernel knows of the device at an address; reads sysfs, opens no device.
std::optional<UsbIdentity> find_usb_device(const std::filesystem::path& folder, UsbAddress address);

/// Changes whenever a USB device comes or goes: the names and addresses below `folder`.
std::string usb_fingerprint(const std::filesystem::path& folder);

/// "genesys" of "genesys:libusb:001:004".
std::string_view backend_of(std::string_view sane_name);

/// What follows "sane/" in the id: the SANE name, with "vid:pid/serial" or "vid:pid/@port-path" for a USB address, and
/// without the number that sane-airscan counts its devices by ("airscan:e0:Name" -> "airscan:e:Name").
std::string stable_name(std::string_view sane_name, const std::optional<UsbIdentity>& usb);

}  // namespace limner::sane
