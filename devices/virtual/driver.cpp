#include "virtual_device.h"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

namespace limner::virtual_driver {
namespace {

struct Setting {
    std::string json;
    std::filesystem::path folder;
};

/// Nothing where neither counter.toml nor the environment names devices.
Result<std::optional<Setting>> find_setting(const driver::Services& services) {
    if (auto json = services.setting("devices")) {
        return std::optional(Setting{*json, services.setting("config_folder").value_or("")});
    }
    const char* path = std::getenv("LIMNER_VIRTUAL_DEVICES");
    if (!path || !*path) return std::optional<Setting>{};
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return Error{ErrorCode::file_missing, std::string(path) + ": cannot read (LIMNER_VIRTUAL_DEVICES)"};
    return std::optional(Setting{text.str(), std::filesystem::path(path).parent_path()});
}

class VirtualDriver {
public:
    static constexpr const char* name = "virtual";
    static constexpr const char* version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        auto setting = find_setting(services);
        if (!setting) return setting.error();
        if (!*setting) return {};
        auto devices = parse_devices((*setting)->json, (*setting)->folder);
        if (!devices) return devices.error();
        auto shared = map_shared_states(services.setting("scratch_fd"));
        if (!shared) return shared.error();
        for (const DeviceConfig& device : *devices)
            states_.push_back(std::make_shared<DeviceState>(device, *shared, states_.size()));
        return {};
    }

    Result<std::vector<driver::Listing>> enumerate() const {
        std::vector<driver::Listing> found;
        for (const auto& state : states_) {
            auto struck = state->strike({.call = Call::enumerate, .elapsed = state->age()});
            if (!struck && struck.error().code == ErrorCode::device_lost) continue;
            if (!struck) return struck.error();
            found.push_back({state->config.id, state->config.name, state->config.device_class});
        }
        return found;
    }

    Result<std::unique_ptr<driver::Device>> open(std::string_view id) const {
        for (const auto& state : states_) {
            if (state->config.id == id) return open_device(state);
        }
        return Error{ErrorCode::device_missing, std::string(id) + ": no such virtual device"};
    }

private:
    /// Never changed after initialise(); shared with open devices, which may hang beyond the driver's end.
    std::vector<std::shared_ptr<DeviceState>> states_{};
};

}  // namespace
}  // namespace limner::virtual_driver

LIMNER_DRIVER(limner::virtual_driver::VirtualDriver)
