#include <limner/testing/virtual_devices.h>

#include <nlohmann/json.hpp>

namespace limner::simulation {
namespace {

template <typename T>
void put(nlohmann::json& to, const char* key, const std::optional<T>& value) {
    if (value) to[key] = *value;
}

const char* class_name(DeviceClass device_class) {
    switch (device_class) {
        case DeviceClass::fingerprint_reader: return "fingerprint_reader";
        case DeviceClass::document_scanner: return "document_scanner";
        default: return "camera";
    }
}

nlohmann::json json_of(const Fault& fault) {
    nlohmann::json to{{"kind", fault.kind}, {"in", fault.in}};
    put(to, "after_frames", fault.after_frames);
    put(to, "after_ms", fault.after_ms);
    put(to, "after_rows", fault.after_rows);
    put(to, "when_file", fault.when_file);
    put(to, "struck_file", fault.struck_file);
    if (fault.while_capturing) to["while_capturing"] = true;
    put(to, "for_ms", fault.for_ms);
    put(to, "extra_ms", fault.extra_ms);
    put(to, "times", fault.times);
    if (fault.cancellable) to["cancellable"] = true;
    put(to, "code", fault.code);
    put(to, "lie", fault.lie);
    return to;
}

nlohmann::json json_of(const VirtualDevice& device) {
    nlohmann::json to{{"id", device.id}, {"class", class_name(device.device_class)}};
    put(to, "name", device.name);
    put(to, "source", device.source);
    put(to, "fps", device.fps);
    put(to, "width", device.width);
    put(to, "height", device.height);
    put(to, "still_width", device.still_width);
    put(to, "still_height", device.still_height);
    put(to, "ppi", device.ppi);
    put(to, "noise", device.noise);
    put(to, "format", device.format);
    put(to, "counter", device.counter);
    if (device.stamps_everywhere) to["stamps_everywhere"] = true;
    put(to, "nonce", device.nonce);
    put(to, "queue", device.queue);
    put(to, "open_ms", device.open_ms);
    put(to, "start_ms", device.start_ms);
    put(to, "stop_ms", device.stop_ms);
    put(to, "warm_up_ms", device.warm_up_ms);
    put(to, "finger_after_ms", device.finger_after_ms);
    put(to, "document_after_ms", device.document_after_ms);
    put(to, "page_ms", device.page_ms);
    put(to, "still_ms", device.still_ms);
    put(to, "sheets", device.sheets);
    put(to, "band_rows", device.band_rows);
    if (device.unknown_length) to["unknown_length"] = true;
    put(to, "plugged_while", device.plugged_while);
    if (!device.without_options.empty()) to["without_options"] = device.without_options;
    for (const Fault& fault : device.faults) to["faults"].push_back(json_of(fault));
    return to;
}

}  // namespace

std::string virtual_devices_json(std::span<const VirtualDevice> devices) {
    auto list = nlohmann::json::array();
    for (const VirtualDevice& device : devices) list.push_back(json_of(device));
    return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::map<std::string, std::string> virtual_driver_settings(std::span<const VirtualDevice> devices,
                                                           const std::string& folder) {
    std::map<std::string, std::string> settings{{"devices", virtual_devices_json(devices)}};
    if (!folder.empty()) settings["config_folder"] = folder;
    return settings;
}

}  // namespace limner::simulation
