#include "usb_name.h"

#include "system_names.h"

namespace limner::gphoto2 {

namespace fs = std::filesystem;
using namespace devices;

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
        UsbName name{.serial = usb_serial(folder)};
        name.id = "gphoto2/" + usb_kind(folder) + "/" + usb_place(folder, name.serial);
        // Of one that went meanwhile the parts may not belong together.
        const bool is_there = number_in(first_line(folder / "devnum")) == address;
        return is_there ? std::optional(name) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace limner::gphoto2
