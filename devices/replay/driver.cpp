#include "replay_device.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <system_error>
#include <utility>

namespace limner::replay {
namespace {

constexpr double min_speed = 0.01;
constexpr double max_speed = 1000;

struct Recording {
    std::filesystem::path path;
    driver::Listing listing;
};

Error mistake(const std::string& text) { return Error{ErrorCode::invalid_setup, "replay: " + text}; }

/// A JSON array, as counter.toml's list becomes, or paths with a colon between them.
Result<std::vector<std::string>> paths_in(const std::string& text) {
    std::vector<std::string> paths;
    if (!text.starts_with('[')) {
        std::istringstream from(text);
        for (std::string one; std::getline(from, one, ':');) {
            if (!one.empty()) paths.push_back(one);
        }
        return paths;
    }
    auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) return mistake("'files' must be a list of paths");
    for (const auto& one : list) {
        if (!one.is_string()) return mistake("'files' must be a list of paths");
        paths.push_back(one.get<std::string>());
    }
    return paths;
}

Result<ReplaySettings> read_settings(const driver::Services& services) {
    ReplaySettings settings;
    if (auto text = services.setting("speed")) {
        char* end = nullptr;
        settings.speed = std::strtod(text->c_str(), &end);
        bool is_number = !text->empty() && *end == '\0';
        if (!is_number || !(settings.speed >= min_speed && settings.speed <= max_speed)) {
            return mistake("'speed' is '" + *text + "'; allowed: 0.01 to 1000");
        }
    }
    if (auto text = services.setting("loop")) {
        if (*text != "true" && *text != "false") return mistake("'loop' is '" + *text + "'; allowed: true, false");
        settings.loops = *text == "true";
    }
    return settings;
}

std::string class_name(DeviceClass device_class) {
    switch (device_class) {
        case DeviceClass::fingerprint_reader: return "fingerprint_reader";
        case DeviceClass::document_scanner: return "document_scanner";
        default: return "camera";
    }
}

Result<Recording> look_at(const std::filesystem::path& path) {
    auto reader = simulation::RecordingReader::open(path);
    if (!reader) return reader.error();
    const DeviceInfo& info = reader->device().info;
    driver::Listing listing{.id = "replay/" + class_name(info.device_class) + "/" + path.stem().string(),
                            .name = info.name + " (recording)",
                            .device_class = static_cast<driver::DeviceClass>(info.device_class)};
    return Recording{path, std::move(listing)};
}

class ReplayDriver {
public:
    static constexpr const char* name = "replay";
    static constexpr const char* version = "0.1.0";

    Result<void> initialise(const driver::Services& services) {
        auto settings = read_settings(services);
        if (!settings) return settings.error();
        settings_ = *settings;
        auto paths = paths_in(services.setting("files").value_or(""));
        if (!paths) return paths.error();
        std::filesystem::path folder = services.setting("config_folder").value_or("");
        for (const std::string& path : *paths) {
            auto recording = look_at(folder / path);
            if (!recording) return recording.error();
            if (find(recording->listing.id)) {
                return mistake("two recordings would be '" + recording->listing.id + "': rename one of the files");
            }
            recordings_.push_back(*std::move(recording));
        }
        return {};
    }

    std::vector<driver::Listing> enumerate() const {
        std::vector<driver::Listing> found;
        for (const Recording& one : recordings_) {
            std::error_code unreadable;
            if (std::filesystem::exists(one.path, unreadable)) found.push_back(one.listing);
        }
        return found;
    }

    Result<std::unique_ptr<driver::Device>> open(std::string_view id) const {
        const Recording* recording = find(id);
        if (!recording) return Error{ErrorCode::device_missing, std::string(id) + ": no such recording"};
        auto reader = simulation::RecordingReader::open(recording->path);
        if (!reader) return Error{ErrorCode::device_missing, reader.error().message};
        return std::unique_ptr<driver::Device>(std::make_unique<ReplayDevice>(*std::move(reader), settings_));
    }

private:
    const Recording* find(std::string_view id) const {
        auto found = std::find_if(recordings_.begin(), recordings_.end(),
                                  [&](const Recording& one) { return one.listing.id == id; });
        return found == recordings_.end() ? nullptr : &*found;
    }

    ReplaySettings settings_{};
    std::vector<Recording> recordings_{};
};

}  // namespace
}  // namespace limner::replay

LIMNER_DRIVER(limner::replay::ReplayDriver)
