#include "capture/driver_settings.h"

#include <nlohmann/json.hpp>

#include <sstream>

namespace limner {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
std::string toml_text(const T& value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

Json json_from(const toml::node& node);

Json json_from(const toml::table& table) {
    Json object = Json::object();
    for (const auto& [key, member] : table) object[std::string(key.str())] = json_from(member);
    return object;
}

Json json_from(const toml::array& list) {
    Json array = Json::array();
    for (const toml::node& element : list) array.push_back(json_from(element));
    return array;
}

Json json_from(const toml::node& node) {
    return node.visit([](const auto& value) -> Json {
        if constexpr (toml::is_table<decltype(value)> || toml::is_array<decltype(value)>)
            return json_from(value);
        else if constexpr (toml::is_date<decltype(value)> || toml::is_time<decltype(value)> ||
                           toml::is_date_time<decltype(value)>)
            return toml_text(value.get());
        else
            return value.get();
    });
}

}  // namespace

std::map<std::string, std::string> driver_settings_from(const toml::table& table, const std::filesystem::path& folder) {
    std::map<std::string, std::string> settings;
    for (const auto& [key, node] : table) {
        auto text = node.value_exact<std::string>();
        settings[std::string(key.str())] = text ? *text : json_from(node).dump();
    }
    settings[config_folder_setting] = folder.string();
    return settings;
}

}  // namespace limner
