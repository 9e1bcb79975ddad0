#include "usb_readers.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

namespace limner::uru4000 {
namespace {

std::string first_line(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    line.erase(line.find_last_not_of(" \t\r") + 1);
    return line;
}

std::optional<int> number_in(const std::filesystem::path& file, int base) {
    std::string text = first_line(file);
    int number = 0;
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return failure == std::errc{} && number >= 0 ? std::optional(number) : std::nullopt;
}

/// What of a serial can stand in an id: these readers write theirs as "{FB0B9071-...}".
std::string plain(const std::string& serial) {
    std::string text;
    for (char one : serial) {
        bool is_plain = (one >= '0' && one <= '9') || (one >= 'A' && one <= 'Z') || (one >= 'a' && one <= 'z') ||
                        one == '-' || one == '.' || one == '_';
        if (is_plain) text += one;
    }
    return text;
}

std::optional<UsbReader> reader_at(const std::filesystem::path& folder) {
    auto vendor = number_in(folder / "idVendor", 16), product = number_in(folder / "idProduct", 16);
    auto bus = number_in(folder / "busnum", 10), address = number_in(folder / "devnum", 10);
    if (!vendor || !product || !bus || !address) return std::nullopt;
    auto model = find_model(static_cast<std::uint16_t>(*vendor), static_cast<std::uint16_t>(*product));
    if (!model) return std::nullopt;
    std::string serial = plain(first_line(folder / "serial"));
    std::string where = serial.empty() ? "@" + folder.filename().string() : serial;
    std::string kind = first_line(folder / "idVendor") + ":" + first_line(folder / "idProduct");
    return UsbReader{"uru4000/" + kind + "/" + where, serial, *model, *bus, *address, folder};
}

}  // namespace

bool UsbReader::is_plugged_in() const { return number_in(folder / "devnum", 10) == address; }

std::vector<UsbReader> list_readers(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> folders;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure))
        folders.push_back(at->path());
    std::ranges::sort(folders);
    std::vector<UsbReader> found;
    for (const auto& one : folders) {
        auto reader = reader_at(one);
        if (!reader) continue;
        // Two that claim the same serial are told apart by their ports.
        bool is_taken = std::ranges::any_of(found, [&](const UsbReader& other) { return other.id == reader->id; });
        if (is_taken) reader->id = reader->id.substr(0, reader->id.rfind('/')) + "/@" + one.filename().string();
        found.push_back(std::move(*reader));
    }
    return found;
}

}  // namespace limner::uru4000
