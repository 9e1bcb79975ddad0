#include "device/device_json.h"

namespace limner {

Json json_of(const DeviceHealth& health) {
    return {{"frames", health.frames},
            {"errors", health.errors},
            {"last_error", or_null(health.last_error)},
            {"mean_grab_ms", number(health.mean_grab_ms)}};
}

Json json_of(const DeviceInfo& device) {
    return {{"id", device.id},         {"class", name_of(device.device_class)}, {"name", device.name},
            {"driver", device.driver}, {"state", name_of(device.state)},        {"health", json_of(device.health)}};
}

Json json_of(const OptionValue& value) {
    if (const double* real = std::get_if<double>(&value)) return number(*real);
    return std::visit([](const auto& held) { return Json(held); }, value);
}

Json json_of(const Option& option) {
    Json range;
    if (option.range)
        range = {{"minimum", number(option.range->minimum)},
                 {"maximum", number(option.range->maximum)},
                 {"step", number(option.range->step)}};
    return {
        {"name", option.name},       {"unit", option.unit},        {"value", json_of(option.value)}, {"range", range},
        {"choices", option.choices}, {"active", option.is_active}, {"advanced", option.is_advanced}};
}

}  // namespace limner
