#include "camera_list.h"

#include "system_names.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <tuple>

namespace limner::v4l2 {
namespace {

namespace fs = std::filesystem;
using namespace devices;

/// What of a text can stand in an id; the rest becomes dashes.
std::string dashed(const std::string& text) {
    std::string kept;
    for (const char one : text) {
        if (is_plain(one))
            kept += one;
        else if (!kept.ends_with('-'))
            kept += '-';
    }
    return kept;
}

/// A node with what is known of the device behind it.
struct Node {
    fs::path folder{};         ///< /sys/class/video4linux/videoN
    fs::path parent{};         ///< The device's folder; empty for virtual ones.
    fs::path usb{};            ///< The USB device's folder, or empty.
    std::string interface {};  ///< "1.0", of a USB device.
    int number = 0;
};

std::optional<int> number_of(const fs::path& folder) {
    const std::string name = folder.filename().string();
    constexpr std::string_view prefix = "video";
    return name.starts_with(prefix) ? number_in(std::string_view(name).substr(prefix.size())) : std::nullopt;
}

Node node_at(const fs::path& folder, int number) {
    Node node{.folder = folder, .number = number};
    std::error_code failure;
    const fs::path parent = fs::canonical(folder / "device", failure);
    if (failure) return node;
    node.parent = parent;
    if (fs::exists(parent.parent_path() / "idVendor", failure)) {
        node.usb = parent.parent_path();
        const std::string name = parent.filename().string();  // "1-2:1.0"
        node.interface = name.substr(name.find(':') + 1);
    }
    return node;
}

/// What udev found out when the node came, where it did.
std::optional<bool> udev_says(const SystemFolders& folders, const fs::path& folder) {
    std::ifstream in(folders.udev_data / ("c" + first_line(folder / "dev")));
    for (std::string line; std::getline(in, line);) {
        constexpr std::string_view key = "E:ID_V4L_CAPABILITIES=";
        if (line.starts_with(key)) return line.find(":capture:") != std::string::npos;
    }
    return std::nullopt;
}

bool is_camera(const SystemFolders& folders, const Node& node) {
    if (auto said = udev_says(folders, node.folder)) return *said;
    // The first node of a USB camera's interface has its pictures, the next one only data about them.
    if (!node.usb.empty()) return first_line(node.folder / "index") == "0";
    return folders.can_capture && folders.can_capture(folders.dev / node.folder.filename());
}

ListedCamera camera_at(const SystemFolders& folders, const Node& node) {
    ListedCamera camera{.name = first_line(node.folder / "name"), .node = folders.dev / node.folder.filename()};
    if (node.usb.empty()) {
        std::error_code failure;
        const fs::path subsystem = fs::canonical(node.parent / "subsystem", failure);
        const std::string kind = node.parent.empty() || failure ? "virtual" : dashed(subsystem.filename().string());
        camera.id = "v4l2/" + kind + "/@" + dashed(camera.name.empty() ? "camera" : camera.name);
        return camera;
    }
    camera.serial = plain(first_line(node.usb / "serial"));
    camera.id = "v4l2/" + usb_kind(node.usb) + "/" + usb_place(node.usb, camera.serial);
    return camera;
}

/// A second camera of one device is told by its interface; cameras that claim the same serial by their ports.
std::string id_beside(const Node& node, const std::string& id, const Node& other) {
    if (!node.usb.empty() && node.usb == other.usb) return id + "+" + node.interface;
    const fs::path where = node.usb.empty() ? node.parent : node.usb;
    const std::string place = node.usb.empty() ? dashed(where.filename().string()) : where.filename().string();
    if (node.usb.empty()) return id + "-" + (place.empty() ? node.folder.filename().string() : place);
    return id.substr(0, id.rfind('/')) + "/@" + place;
}

}  // namespace

std::vector<ListedCamera> list_cameras(const SystemFolders& folders) {
    std::vector<Node> nodes;
    std::error_code failure;
    const fs::path all = folders.sys / "class/video4linux";
    for (fs::directory_iterator at(all, failure), end; !failure && at != end; at.increment(failure))
        if (auto number = number_of(at->path())) nodes.push_back(node_at(at->path(), *number));
    std::ranges::sort(nodes, {}, [](const Node& node) { return std::tuple(node.usb, node.interface, node.number); });
    std::vector<ListedCamera> found;
    std::vector<Node> nodes_found;
    for (const Node& node : nodes) {
        if (!is_camera(folders, node)) continue;
        ListedCamera camera = camera_at(folders, node);
        const auto with_id = [&](const ListedCamera& other) { return other.id == camera.id; };
        const auto same = std::ranges::find_if(found, with_id);
        if (same != found.end())
            camera.id = id_beside(node, camera.id, nodes_found[static_cast<std::size_t>(same - found.begin())]);
        // What still has another's id cannot be told from it.
        if (std::ranges::any_of(found, with_id)) continue;
        found.push_back(std::move(camera));
        nodes_found.push_back(node);
    }
    return found;
}

}  // namespace limner::v4l2
