#pragma once

#include <limner/base/result.h>

#include <toml++/toml.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace limner {

/// Parses TOML from an untrusted text; `name` stands for the input in messages. invalid_setup "name:line: reason" where
/// it is not TOML or nests deeper than any honest file.
Result<toml::table> parse_toml(std::string_view text, const std::string& name);

/// The same from a file of at most 1 MiB.
Result<toml::table> read_toml(const std::filesystem::path& path);

/// "name:line: message" as an invalid_setup error, for mistakes found after parsing.
Error toml_mistake(const std::string& name, const toml::node& where, const std::string& message);

}  // namespace limner
