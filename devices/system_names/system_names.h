#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace limner::devices {

/// Of a file as sysfs has them, without the space at its end; empty where it cannot be read.
std::string first_line(const std::filesystem::path& file);

/// A whole number that is not negative and is all of the text.
std::optional<int> number_in(std::string_view text, int base = 10);

/// Letters, digits, dash, dot and underscore can stand in an id.
bool is_plain(char one);

/// What of a serial can stand in an id.
std::string plain(std::string_view serial);

/// That of a USB device's folder, as it can stand in an id. The kernel shows a new device a moment before its texts:
/// where its descriptor names a serial that is not there, it is looked for again after 30 ms.
std::string usb_serial(const std::filesystem::path& folder);

/// "046d:085e" of a USB device's folder.
std::string usb_kind(const std::filesystem::path& folder);

/// What follows the kind in an id: the serial, or "@1-2", the port, where there is none.
std::string usb_place(const std::filesystem::path& folder, const std::string& serial);

}  // namespace limner::devices
