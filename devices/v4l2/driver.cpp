#include "camera.h"
#include "camera_list.h"
#include "system_node.h"

#include <limner/driver/driver.h>

#include <linux/videodev2.h>

#include <algorithm>

namespace {

using namespace limner;

bool can_capture(const std::filesystem::path& file) {
    auto node = v4l2::open_node("v4l2", file);
    v4l2_capability capability{};
    if (!node || (*node)->control(VIDIOC_QUERYCAP, &capability) != 0) return false;
    constexpr std::uint32_t needed = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    const bool has_own = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
    return ((has_own ? capability.device_caps : capability.capabilities) & needed) == needed;
}

/// Any camera of Video4Linux.
class V4l2Driver {
public:
    static constexpr auto name = "v4l2", version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        services_ = services;
        return {};
    }
    static std::vector<driver::Listing> enumerate() {
        std::vector<driver::Listing> found;
        for (const v4l2::ListedCamera& camera : v4l2::list_cameras({.can_capture = can_capture}))
            found.push_back({camera.id, camera.name, driver::DeviceClass::camera, camera.serial});
        return found;
    }
    Result<std::unique_ptr<driver::Device>> open(std::string_view id) {
        const auto cameras = v4l2::list_cameras({.can_capture = can_capture});
        const auto found = std::ranges::find(cameras, id, &v4l2::ListedCamera::id);
        if (found == cameras.end()) return Error{ErrorCode::device_missing, std::string(id) + " is not connected"};
        auto node = v4l2::open_node(found->id, found->node);
        if (!node) return node.error();
        return std::unique_ptr<driver::Device>(std::make_unique<v4l2::Camera>(found->id, *std::move(node), services_));
    }

private:
    driver::Services services_{};
};

}  // namespace

LIMNER_DRIVER(V4l2Driver)
