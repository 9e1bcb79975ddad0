#include "testing/recording_format.h"

#include <nlohmann/json.hpp>

#include <array>

namespace limner::simulation {
namespace {

using Json = nlohmann::json;

constexpr std::size_t max_options = 1000;

Json json_of(const OptionValue& value) {
    return std::visit([](const auto& one) { return Json(one); }, value);
}

Json json_of(const Option& option) {
    Json to{{"name", option.name},       {"unit", option.unit},           {"value", json_of(option.value)},
            {"choices", option.choices}, {"is_active", option.is_active}, {"is_advanced", option.is_advanced}};
    to["type"] = option.value.index();
    if (option.range) to["range"] = {option.range->minimum, option.range->maximum, option.range->step};
    return to;
}

/// JSON forgets whether 1.0 was a whole number: the type is kept beside it.
OptionValue value_from(const Json& value, std::size_t type) {
    switch (type) {
        case 0: return value.get<bool>();
        case 1: return value.get<std::int64_t>();
        case 2: return value.get<double>();
        default: return value.get<std::string>();
    }
}

Option option_from(const Json& json) {
    Option option;
    option.name = json.at("name").get<std::string>();
    option.unit = json.at("unit").get<std::string>();
    option.value = value_from(json.at("value"), json.at("type").get<std::size_t>());
    option.choices = json.at("choices").get<std::vector<std::string>>();
    option.is_active = json.at("is_active").get<bool>();
    option.is_advanced = json.at("is_advanced").get<bool>();
    if (json.contains("range")) {
        auto range = json.at("range").get<std::array<double, 3>>();
        option.range = Option::Range{range[0], range[1], range[2]};
    }
    return option;
}

}  // namespace

std::string encode_device(const RecordedDevice& device) {
    Json to{{"id", device.info.id},
            {"class", static_cast<int>(device.info.device_class)},
            {"name", device.info.name},
            {"driver", device.info.driver},
            {"options", Json::array()}};
    for (const Option& option : device.options) to["options"].push_back(json_of(option));
    return to.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<RecordedDevice> decode_device(std::string_view payload) {
    try {
        Json json = Json::parse(payload);
        RecordedDevice device;
        device.info.id = json.at("id").get<std::string>();
        device.info.name = json.at("name").get<std::string>();
        device.info.driver = json.at("driver").get<std::string>();
        int device_class = json.at("class").get<int>();
        if (device_class < 1 || device_class > 3) return Error{ErrorCode::bad_data, "an unknown class of device"};
        device.info.device_class = static_cast<DeviceClass>(device_class);
        if (json.at("options").size() > max_options) return Error{ErrorCode::bad_data, "too many options"};
        for (const Json& option : json.at("options")) device.options.push_back(option_from(option));
        return device;
    } catch (const Json::exception& thrown) {
        return Error{ErrorCode::bad_data, std::string("the device's description: ") + thrown.what()};
    }
}

}  // namespace limner::simulation
