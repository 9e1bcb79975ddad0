#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace limner::v4l2 {

/// A video node from which a camera can be captured.
struct ListedCamera {
    std::string id{};  ///< "v4l2/046d:085e/SERIAL", "v4l2/046d:085e/@1-2" without one, "v4l2/platform/@NAME" elsewhere
    std::string name{};
    std::string serial{};
    std::filesystem::path node{};  ///< "/dev/video0": another one after each plug.
};

/// Where the kernel and udev tell about video nodes.
struct SystemFolders {
    std::filesystem::path sys = "/sys";
    std::filesystem::path dev = "/dev";
    std::filesystem::path udev_data = "/run/udev/data";
    /// For nodes of which neither udev nor USB tells whether they capture: opens one and asks it.
    std::function<bool(const std::filesystem::path& node)> can_capture{};
};

/// In the order of ports and names. A camera whose udev entry or USB interface tells what it is is not opened.
std::vector<ListedCamera> list_cameras(const SystemFolders& folders);

}  // namespace limner::v4l2
