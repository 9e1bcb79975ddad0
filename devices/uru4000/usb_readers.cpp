#include "usb_readers.h"

#include "system_names.h"

#include <algorithm>
#include <optional>

namespace limner::uru4000 {
namespace {

std::optional<int> number_in(const std::filesystem::path& file, int base) {
    return devices::number_in(devices::first_line(file), base);
}

std::optional<UsbReader> reader_at(const std::filesystem::path& folder) {
    auto vendor = number_in(folder / "idVendor", 16), product = number_in(folder / "idProduct", 16);
    auto bus = number_in(folder / "busnum", 10), address = number_in(folder / "devnum", 10);
    if (!vendor || !product || !bus || !address) return std::nullopt;
    auto model = find_model(static_cast<std::uint16_t>(*vendor), static_cast<std::uint16_t>(*product));
    if (!model) return std::nullopt;
    // These readers write theirs as "{FB0B9071-...}".
    std::string serial = devices::usb_serial(folder);
    std::string id = "uru4000/" + devices::usb_kind(folder) + "/" + devices::usb_place(folder, serial);
    // Of one that went meanwhile the parts may not belong together: without its serial it would be a ghost.
    if (number_in(folder / "devnum", 10) != address) return std::nullopt;
    return UsbReader{id, serial, *model, *bus, *address, folder};
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
