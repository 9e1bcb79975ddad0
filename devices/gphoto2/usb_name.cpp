#include "usb_name.h"

#include <charconv>
#include <fstream>

namespace limner::gphoto2 {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    line.erase(line.find_last_not_of(" \t\r") + 1);
    return line;
}

std::optional<int> number_in(std::string_view text) {
    int number = 0;
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = failure == std::errc{} && end == text.data() + text.size() && number >= 0;
    return is_whole ? std::optional(number) : std::nullopt;
}

/// What of a serial can stand in an id.
std::string plain(const std::string& serial) {
    std::string text;
    for (const char one : serial) {
        const bool is_plain = (one >= '0' && one <= '9') || (one >= 'A' && one <= 'Z') || (one >= 'a' && one <= 'z') ||
                              one == '-' || one == '.' || one == '_';
        if (is_plain) text += one;
    }
    return text;
}

}  // namespace

std::optional<UsbName> usb_name(std::string_view port, const fs::path& devices) {
    constexpr std::string_view start = "usb:";
    const auto comma = port.find(',');
    if (!port.starts_with(start) || comma == std::string_view::npos) return std::nullopt;
    const auto bus = number_in(port.substr(start.size(), comma - start.size()));
    const auto address = number_in(port.substr(comma + 1));
    if (!bus || !address) return std::nullopt;
    std::error_code failure;
    for (fs::directory_iterator at(devices, failure), end; !failure && at != end; at.increment(failure)) {
        const fs::path& folder = at->path();
        if (number_in(first_line(folder / "busnum")) != bus || number_in(first_line(folder / "devnum")) != address)
            continue;
        UsbName name{.serial = plain(first_line(folder / "serial"))};
        name.id = "gphoto2/" + first_line(folder / "idVendor") + ":" + first_line(folder / "idProduct") + "/" +
                  (name.serial.empty() ? "@" + folder.filename().string() : name.serial);
        return name;
    }
    return std::nullopt;
}

}  // namespace limner::gphoto2
