#pragma once

#include <limner/base/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace limner {

/// What stands beside a driver module, in NAME.driver.toml, so that nobody has to load it to know it.
struct DriverManifest {
    std::string name{};
    std::filesystem::path module{};  ///< Absolute.
    std::string version{};
    std::vector<std::string> classes{};
    std::vector<std::string> usb_ids{};  ///< "05ba:000a"
    bool needs_network = false;
    /// False where its rights are an empty list of devices and no network: all that it has is in its own process.
    bool reaches_hardware = true;
    bool is_in_process = false;     ///< isolation = "in_process": by the vendor's wish; a counter may say otherwise.
    std::size_t scratch_bytes = 0;  ///< Memory that all processes of the driver share; see the driver guide.
};

/// Errors: file_missing, invalid_setup naming the file, the line and what is allowed.
Result<DriverManifest> read_manifest(const std::filesystem::path& path);

/// The same from memory; `path` stands in messages, and its folder is the module's.
Result<DriverManifest> parse_manifest(const std::string& toml, const std::filesystem::path& path);

/// Every NAME.driver.toml of a folder, in order of name; nothing where there is no such folder.
std::vector<std::filesystem::path> find_manifests(const std::filesystem::path& folder);

}  // namespace limner
