#include "system_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

namespace limner::devices {

std::string first_line(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    line.erase(line.find_last_not_of(" \t\r") + 1);
    return line;
}

std::optional<int> number_in(std::string_view text, int base) {
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    const bool is_whole = failure == std::errc{} && end == text.data() + text.size() && number >= 0;
    return is_whole ? std::optional(number) : std::nullopt;
}

bool is_plain(char one) {
    return (one >= '0' && one <= '9') || (one >= 'A' && one <= 'Z') || (one >= 'a' && one <= 'z') || one == '-' ||
           one == '.' || one == '_';
}

std::string plain(std::string_view serial) {
    std::string kept;
    std::ranges::copy_if(serial, std::back_inserter(kept), is_plain);
    return kept;
}

std::string usb_serial(const std::filesystem::path& folder) {
    constexpr std::size_t serial_at = 16;  // iSerialNumber of USB's device descriptor; 0: none
    std::string serial = plain(first_line(folder / "serial"));
    if (!serial.empty()) return serial;
    std::array<char, serial_at + 1> descriptor{};
    std::ifstream(folder / "descriptors", std::ios::binary).read(descriptor.data(), descriptor.size());
    if (descriptor[serial_at] == 0) return serial;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    return plain(first_line(folder / "serial"));
}

std::string usb_kind(const std::filesystem::path& folder) {
    return first_line(folder / "idVendor") + ":" + first_line(folder / "idProduct");
}

std::string usb_place(const std::filesystem::path& folder, const std::string& serial) {
    return serial.empty() ? "@" + folder.filename().string() : serial;
}

}  // namespace limner::devices
