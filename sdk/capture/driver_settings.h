#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <map>
#include <string>

namespace limner {

/// The setting that every driver gets beside its own: what its relative paths are relative to.
inline constexpr const char* config_folder_setting = "config_folder";

/// The members of a `[drivers.NAME]` table as the texts that the driver reads: a text as it is, everything else as JSON
/// (dates as their TOML text).
std::map<std::string, std::string> driver_settings_from(const toml::table& table, const std::filesystem::path& folder);

}  // namespace limner
