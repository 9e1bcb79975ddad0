#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::zfm {

/// A serial port as the system describes it; nothing is opened for that.
struct SerialPort {
    std::string path{};    ///< "/dev/ttyUSB0"
    std::string id{};      ///< "10c4:ea60/SERIAL" or "10c4:ea60/@1-2" of a USB dongle, "@ttyS0" of others.
    std::string serial{};  ///< The dongle's; empty where it has none.
};

/// `path` may be a symbolic link such as those of /dev/serial/by-id. Never fails: what sysfs does not say is left out.
SerialPort describe_port(const std::filesystem::path& path, const std::filesystem::path& tty_folder = "/sys/class/tty");

}  // namespace limner::zfm
