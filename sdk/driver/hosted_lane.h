#pragma once

#include "driver/lane.h"
#include "driver/process_launcher.h"

#include <memory>
#include <string>

namespace limner {

struct HostedDevice {
    std::string id;
    std::size_t max_band_bytes = 0;  ///< 0: whole pictures.
    std::shared_ptr<ImagePool> pool;
    LaneLimits limits{};
};

/// Opens a device in a process of its own.
Result<std::unique_ptr<Lane>> open_hosted_lane(const ProcessLauncher& launcher, HostedDevice device,
                                               const Until& until);

}  // namespace limner
