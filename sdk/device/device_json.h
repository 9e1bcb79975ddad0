#pragma once

#include <limner/device/device_info.h>
#include <limner/device/options.h>

#include "base/json.h"

namespace limner {

/// One line of `limner devices`: id, class, name, driver, state, health.
Json json_of(const DeviceInfo& device);
Json json_of(const DeviceHealth& health);
/// name, unit, value, range ({minimum, maximum, step} or null), choices, active, advanced.
Json json_of(const Option& option);
Json json_of(const OptionValue& value);

}  // namespace limner
