#pragma once

#include "device/computing.h"
#include "driver/driver_frame.h"
#include "driver/lane.h"

#include <limner/device/device.h>
#include <limner/device/options.h>

#include <vector>

namespace limner {

/// The driver ABI's types as the API's.
std::vector<Option> options_from(const std::vector<driver::Option>& raw);
Hint hint_from(driver::Hint raw) noexcept;
/// Whether to_displayable() has nothing to do.
bool is_displayable(const Image& image) noexcept;
/// Decoded to rgb8 or gray8.
Result<Frame> frame_from(const DriverImage& raw, const std::string& device_id);
/// The same where a picture may take longer to decode than a caller may be late. Errors: as Computing::run().
Result<Frame> frame_from(const DriverImage& raw, const std::string& device_id, Computing& computing,
                         const Until& until);

/// What a driver answered to a call that a slot made in order: one that throws, or cannot do what a capture needs, is
/// no use here, but another device may be.
Error of_device(const Error& error);

/// Whether the device cannot be used before somebody changes what was set for it.
bool is_mistake_in_setup(const Error& error) noexcept;

/// How long each class of device may take to open, to start and to deliver.
LaneLimits lane_limits_for(DeviceClass device_class) noexcept;
std::chrono::milliseconds stall_limit_for(DeviceClass device_class) noexcept;

}  // namespace limner
