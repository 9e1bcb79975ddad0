#include "health/usb_devices.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <system_error>

namespace limner {
namespace {

namespace fs = std::filesystem;

constexpr int hub_class = 0x09;
constexpr std::size_t longest_line = 200;

std::string line_of(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    line.resize(std::min(line.size(), longest_line));
    return line;
}

int number_of(std::string text, int base) {
    std::erase(text, '.');
    text.erase(0, text.find_first_not_of(' ') == std::string::npos ? text.size() : text.find_first_not_of(' '));
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

std::vector<fs::path> entries_of(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
        found.push_back(at->path());
    std::ranges::sort(found);
    return found;
}

fs::path node_of(const fs::path& device, const fs::path& dev) {
    char name[32];
    std::snprintf(name, sizeof name, "%03d/%03d", number_of(line_of(device / "busnum"), 10) % 1000,
                  number_of(line_of(device / "devnum"), 10) % 1000);
    return dev / "bus/usb" / name;
}

UsbDevice device_at(const fs::path& folder, const fs::path& dev) {
    UsbDevice device{.vendor = line_of(folder / "idVendor"),
                     .product = line_of(folder / "idProduct"),
                     .name = line_of(folder / "product"),
                     .speed_mbit = number_of(line_of(folder / "speed"), 10),
                     .usb_version = number_of(line_of(folder / "version"), 16),
                     .node = node_of(folder, dev)};
    if (device.name.empty()) device.name = device.id();
    for (const fs::path& below : entries_of(folder)) {
        // Its interfaces are named after it: "1-2:1.0".
        if (below.filename().string().starts_with(folder.filename().string() + ":"))
            device.interface_classes.insert(number_of(line_of(below / "bInterfaceClass"), 16));
    }
    return device;
}

}  // namespace

std::vector<UsbDevice> usb_devices(const fs::path& sys, const fs::path& dev) {
    std::vector<UsbDevice> found;
    for (const fs::path& folder : entries_of(sys / "bus/usb/devices")) {
        if (line_of(folder / "idVendor").empty()) continue;
        if (number_of(line_of(folder / "bDeviceClass"), 16) == hub_class) continue;
        found.push_back(device_at(folder, dev));
    }
    return found;
}

}  // namespace limner
