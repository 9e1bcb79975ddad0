#include "sane_identity.h"

#include "system_names.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

namespace limner::sane {
namespace {

using namespace devices;

constexpr std::string_view usb_mark = "libusb:";

std::optional<int> number_at(std::string_view text, std::size_t& at) {
    int number = 0;
    auto [end, failure] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (failure != std::errc{} || number < 0) return std::nullopt;
    at = static_cast<std::size_t>(end - text.data());
    return number;
}

/// Where "libusb:BBB:DDD" is in a name and how long it is.
struct UsbPart {
    std::size_t begin = 0;
    std::size_t end = 0;
    UsbAddress address{};
};

std::optional<UsbPart> usb_part_of(std::string_view name) {
    UsbPart part;
    part.begin = name.find(usb_mark);
    if (part.begin == std::string_view::npos) return std::nullopt;
    part.end = part.begin + usb_mark.size();
    auto bus = number_at(name, part.end);
    if (!bus || part.end >= name.size() || name[part.end] != ':') return std::nullopt;
    ++part.end;
    auto device = number_at(name, part.end);
    if (!device) return std::nullopt;
    part.address = {*bus, *device};
    return part;
}

std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure))
        found.push_back(at->path());
    std::ranges::sort(found);
    return found;
}

std::string without_airscan_number(std::string_view name) {
    constexpr std::string_view start = "airscan:";
    std::size_t at = start.size() + 1;
    bool is_airscan =
        name.starts_with(start) && name.size() > at && std::isxdigit(static_cast<unsigned char>(name[at]));
    if (!is_airscan) return std::string(name);
    while (at < name.size() && std::isxdigit(static_cast<unsigned char>(name[at]))) ++at;
    if (at == name.size() || name[at] != ':') return std::string(name);
    return std::string(name.substr(0, start.size() + 1)) + std::string(name.substr(at));
}

}  // namespace

std::optional<UsbAddress> usb_address_in(std::string_view sane_name) {
    auto part = usb_part_of(sane_name);
    return part ? std::optional(part->address) : std::nullopt;
}

std::optional<UsbIdentity> find_usb_device(const std::filesystem::path& folder, UsbAddress address) {
    for (const auto& entry : entries_of(folder)) {
        auto bus = number_in(first_line(entry / "busnum")), device = number_in(first_line(entry / "devnum"));
        if (bus != address.bus || device != address.device) continue;
        std::string vendor = first_line(entry / "idVendor"), product = first_line(entry / "idProduct");
        if (vendor.empty() || product.empty()) return std::nullopt;
        return UsbIdentity{vendor + ":" + product, first_line(entry / "serial"), entry.filename().string()};
    }
    return std::nullopt;
}

std::string usb_fingerprint(const std::filesystem::path& folder) {
    std::string result;
    for (const auto& entry : entries_of(folder))
        result += entry.filename().string() + "=" + first_line(entry / "devnum") + ";";
    return result;
}

std::string_view backend_of(std::string_view sane_name) { return sane_name.substr(0, sane_name.find(':')); }

std::string stable_name(std::string_view sane_name, const std::optional<UsbIdentity>& usb) {
    auto part = usb_part_of(sane_name);
    if (!part || !usb) return without_airscan_number(sane_name);
    std::string where = usb_place(usb->port_path, usb->serial);
    return std::string(sane_name.substr(0, part->begin)) + usb->vendor_and_product + "/" + where +
           std::string(sane_name.substr(part->end));
}

}  // namespace limner::sane
