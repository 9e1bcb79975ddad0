#include "virtual_device.h"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <system_error>
#include <utility>

namespace limner::virtual_driver {
namespace {

using States = std::vector<std::shared_ptr<DeviceState>>;

struct Setting {
    std::string json;
    std::filesystem::path folder;
};

/// The devices that initialise() set up. Never destroyed: a call that hangs may outlive main().
struct Shared {
    std::mutex mutex;
    States states;
};
Shared& shared() {
    static auto& instance = *new Shared;
    return instance;
}

States snapshot() {
    std::lock_guard lock(shared().mutex);
    return shared().states;
}

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

struct VirtualDriver {
    static constexpr const char* name = "virtual";
    static constexpr const char* version = "0.1.0";

    static Result<void> initialise(driver::Services services) {
        auto setting = find_setting(services);
        if (!setting) return setting.error();
        States states;
        if (*setting) {
            auto devices = parse_devices((*setting)->json, (*setting)->folder);
            if (!devices) return devices.error();
            for (DeviceConfig& device : *devices) states.push_back(std::make_shared<DeviceState>(device));
        }
        std::lock_guard lock(shared().mutex);
        shared().states = std::move(states);
        return {};
    }

    static void shutdown() {
        std::lock_guard lock(shared().mutex);
        shared().states.clear();
    }

    static Result<std::vector<driver::Listing>> enumerate() {
        std::vector<driver::Listing> found;
        for (const auto& state : snapshot()) {
            auto struck = state->strike({.call = Call::enumerate, .elapsed = state->age()});
            if (!struck && struck.error().code == ErrorCode::device_lost) continue;
            if (!struck) return struck.error();
            found.push_back({state->config.id, state->config.name, state->config.device_class});
        }
        return found;
    }

    static Result<std::unique_ptr<driver::Device>> open(std::string_view id) {
        for (const auto& state : snapshot()) {
            if (state->config.id == id) return open_device(state);
        }
        return Error{ErrorCode::device_missing, std::string(id) + ": no such virtual device"};
    }
};

}  // namespace
}  // namespace limner::virtual_driver

LIMNER_DRIVER(limner::virtual_driver::VirtualDriver)
