#pragma once

#include "aravis_error.h"

#include <limner/base/result.h>
#include <limner/driver/driver.h>

#include <chrono>
#include <vector>

namespace limner::gige {

/// What the SDK's names are for: exposure (ms), exposure_auto, gain, gain_auto, white_balance_auto, frame_rate (Hz),
/// and the region and format of the picture. Those that the camera does not have are absent.
std::vector<driver::Option> read_features(ArvCamera* camera);

/// Whether it can only be changed while nothing is streamed.
bool shapes_the_picture(std::string_view option);

/// Of a value that was checked against the option. device_lost, device_busy, device_fault.
Result<void> write_feature(ArvCamera* camera, const std::string& id, std::string_view option,
                           const driver::Value& value);

/// The best of the camera's formats that the driver reads, set at once. unsupported: there is none.
Result<void> choose_format(ArvCamera* camera, const std::string& id);

/// From one picture to the next, and how long the light is gathered for each: what the camera tells, else a guess on
/// the long side.
struct Pace {
    std::chrono::nanoseconds interval{std::chrono::milliseconds(100)};
    std::chrono::nanoseconds exposure{0};
};
Pace read_pace(ArvCamera* camera);

}  // namespace limner::gige
