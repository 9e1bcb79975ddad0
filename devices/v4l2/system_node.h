#pragma once

#include "video_node.h"

#include <filesystem>
#include <memory>

namespace limner::v4l2 {

/// Opens a video node of the kernel. device_missing, access_denied, device_busy, device_fault.
Result<std::unique_ptr<VideoNode>> open_node(const std::string& id, const std::filesystem::path& file);

}  // namespace limner::v4l2
