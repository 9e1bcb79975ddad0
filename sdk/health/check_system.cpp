#include <limner/health/diagnosis.h>

#include "health/usb_devices.h"

#include <fmt/format.h>
#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

namespace limner {
namespace {

namespace fs = std::filesystem;
using Status = Diagnosis::Status;

constexpr const char* rules_name = "70-limner.rules";
constexpr int high_speed_mbit = 480;
constexpr int usb_3 = 0x0300;

const Text& install_rules() {
    static const Text text{
        fmt::format("Install Limner's rules ({} in udev's rules.d) and its group, then plug the device in again.",
                    rules_name),
        fmt::format("Pasang aturan Limner ({} di rules.d milik udev) dan grupnya, lalu pasang ulang perangkat.",
                    rules_name)};
    return text;
}

bool is_readable_and_writable(const fs::path& path) { return ::access(path.c_str(), R_OK | W_OK) == 0; }

std::string content_of(const fs::path& file) {
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::optional<fs::path> installed_rules(const SystemFolders& folders) {
    for (const fs::path& folder : {folders.etc / "udev/rules.d", folders.usr_lib / "udev/rules.d",
                                   folders.usr_lib.parent_path() / "local/lib/udev/rules.d"}) {
        std::error_code ignored;
        if (fs::is_regular_file(folder / rules_name, ignored)) return folder / rules_name;
    }
    return std::nullopt;
}

Diagnosis check_rules(const std::optional<fs::path>& rules) {
    if (rules)
        return {.check = "udev_rules",
                .message = {rules->string() + " is installed.", rules->string() + " terpasang."},
                .remedy = {}};
    return {.check = "udev_rules",
            .status = Status::warning,
            .message = {"Limner's udev rules are not installed: readers may be closed to ordinary users.",
                        "Aturan udev Limner tidak terpasang: pembaca mungkin tertutup bagi pengguna biasa."},
            .remedy = install_rules()};
}

/// The number of group `limner`, where there is one.
std::optional<gid_t> limner_group(const SystemFolders& folders) {
    std::istringstream lines(content_of(folders.etc / "group"));
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("limner:")) continue;
        auto from = line.find(':', line.find(':') + 1);
        if (from == std::string::npos) return std::nullopt;
        return static_cast<gid_t>(std::strtoul(line.c_str() + from + 1, nullptr, 10));
    }
    return std::nullopt;
}

bool is_in(gid_t group) {
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(::getgroups(0, nullptr), 0)));
    int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
    groups.resize(static_cast<std::size_t>(std::max(count, 0)));
    return ::getegid() == group || std::ranges::count(groups, group) > 0;
}

Diagnosis check_group(const SystemFolders& folders) {
    auto group = limner_group(folders);
    if (!group)
        return {.check = "group",
                .status = Status::warning,
                .message = {"There is no group 'limner'.", "Grup 'limner' tidak ada."},
                .remedy = {"Make it: systemd-sysusers, or groupadd --system limner.",
                           "Buatlah: systemd-sysusers, atau groupadd --system limner."}};
    if (::geteuid() == 0 || is_in(*group))
        return {.check = "group",
                .message = {"This user may use devices of the group 'limner'.",
                            "Pengguna ini boleh memakai perangkat grup 'limner'."},
                .remedy = {}};
    return {.check = "group",
            .status = Status::warning,
            .message = {"This user is not in the group 'limner'.", "Pengguna ini bukan anggota grup 'limner'."},
            .remedy = {"usermod --append --groups limner USER, then log in again.",
                       "usermod --append --groups limner PENGGUNA, lalu masuk ulang."}};
}

Diagnosis check_locks(const SystemFolders& folders) {
    auto folder = folders.run / "limner";
    if (is_readable_and_writable(folder))
        return {.check = "locks",
                .message = {folder.string() + " is shared by all users.", folder.string() + " dipakai bersama."},
                .remedy = {}};
    return {
        .check = "locks",
        .status = Status::warning,
        .message = {folder.string() + " is not there or not writable: users do not see each other's devices in use.",
                    folder.string() + " tidak ada atau tidak dapat ditulis: antar-pengguna tidak terlihat."},
        .remedy = {"Install Limner's tmpfiles.d file and run systemd-tmpfiles --create.",
                   "Pasang berkas tmpfiles.d Limner dan jalankan systemd-tmpfiles --create."}};
}

/// The devices, "vendor:product", that the rules open to the group.
std::set<std::string> devices_in(const fs::path& rules) {
    static const std::regex device(
        R"re(ATTRS?\{idVendor\}=="([0-9a-f]{4})", *ATTRS?\{idProduct\}=="([0-9a-f|]{4,200})")re");
    std::string text = content_of(rules);
    std::set<std::string> devices;
    for (std::sregex_iterator at(text.begin(), text.end(), device), end; at != end; ++at) {
        std::istringstream products((*at)[2]);
        for (std::string product; std::getline(products, product, '|');) devices.insert((*at)[1].str() + ":" + product);
    }
    return devices;
}

Diagnosis no_access(const std::string& device, const fs::path& node) {
    return {.check = "access",
            .status = Status::problem,
            .device = device,
            .message = {fmt::format("{} cannot be opened by this user.", node.string()),
                        fmt::format("{} tidak dapat dibuka oleh pengguna ini.", node.string())},
            .remedy = install_rules()};
}

void check_access(const std::vector<UsbDevice>& devices, const std::optional<fs::path>& rules,
                  const SystemFolders& folders, std::vector<Diagnosis>& found) {
    auto named = rules ? devices_in(*rules) : std::set<std::string>();
    for (const UsbDevice& device : devices) {
        if (named.contains(device.id()) && !is_readable_and_writable(device.node))
            found.push_back(no_access(device.id() + " " + device.name, device.node));
    }
    std::error_code failed;
    for (fs::directory_iterator at(folders.dev, failed), end; !failed && at != end; at.increment(failed)) {
        auto name = at->path().filename().string();
        if (!name.starts_with("video") || is_readable_and_writable(at->path())) continue;
        found.push_back(no_access(name, at->path()));
        found.back().remedy = {"usermod --append --groups video USER, then log in again.",
                               "usermod --append --groups video PENGGUNA, lalu masuk ulang."};
    }
}

void check_speed(const UsbDevice& device, std::vector<Diagnosis>& found) {
    if (!device.is_camera() || device.speed_mbit <= 0) return;
    bool is_below_usb_2 = device.speed_mbit < high_speed_mbit;
    bool is_below_usb_3 = device.usb_version >= usb_3 && device.speed_mbit <= high_speed_mbit;
    if (!is_below_usb_2 && !is_below_usb_3) return;
    found.push_back(
        {.check = "usb_speed",
         .status = Status::warning,
         .device = device.id() + " " + device.name,
         .message = {fmt::format("The camera runs at {} Mbit/s, less than it can.", device.speed_mbit),
                     fmt::format("Kamera berjalan pada {} Mbit/s, di bawah kemampuannya.", device.speed_mbit)},
         .remedy = {"Use a faster port, a shorter cable, and no hub in between.",
                    "Gunakan port yang lebih cepat, kabel lebih pendek, tanpa hub."}});
}

bool is_device_node(const std::string& path, const SystemFolders& folders, const std::vector<UsbDevice>& devices) {
    if (path.starts_with((folders.dev / "video").string())) return true;
    return std::ranges::any_of(devices, [&](const UsbDevice& device) { return device.node == path; });
}

bool is_number(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
}

/// Which other processes have a camera or a USB device open; of other users' processes only root sees it.
void check_holders(const std::vector<UsbDevice>& devices, const SystemFolders& folders, std::vector<Diagnosis>& found) {
    std::error_code failed;
    for (fs::directory_iterator at(folders.proc, failed), end; !failed && at != end; at.increment(failed)) {
        auto pid = at->path().filename().string();
        if (!is_number(pid) || pid == std::to_string(::getpid())) continue;
        std::error_code hidden;
        for (fs::directory_iterator fd(at->path() / "fd", hidden), last; !hidden && fd != last; fd.increment(hidden)) {
            std::error_code gone;
            auto node = fs::read_symlink(fd->path(), gone).string();
            if (gone || !is_device_node(node, folders, devices)) continue;
            auto program = content_of(at->path() / "comm");
            std::erase(program, '\n');
            found.push_back({.check = "holder",
                             .status = Status::warning,
                             .device = node,
                             .message = {fmt::format("The program {} (process {}) has it open.", program, pid),
                                         fmt::format("Program {} (proses {}) sedang memakainya.", program, pid)},
                             .remedy = {"Close that program if the device is needed here.",
                                        "Tutup program itu bila perangkat diperlukan di sini."}});
        }
    }
}

}  // namespace

std::vector<Diagnosis> check_system(const SystemFolders& folders) {
    auto rules = installed_rules(folders);
    std::vector<Diagnosis> found{check_rules(rules), check_group(folders), check_locks(folders)};
    auto devices = usb_devices(folders.sys, folders.dev);
    check_access(devices, rules, folders, found);
    for (const UsbDevice& device : devices) check_speed(device, found);
    check_holders(devices, folders, found);
    return found;
}

}  // namespace limner
