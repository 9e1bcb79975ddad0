#include "driver/manifest.h"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace limner {
namespace {

constexpr std::uintmax_t max_manifest_bytes = 64 * 1024;
constexpr std::int64_t max_scratch_bytes = 16 * 1024 * 1024;

Error mistake(const std::filesystem::path& path, const toml::source_region& at, const std::string& reason) {
    return {ErrorCode::invalid_setup, path.string() + ":" + std::to_string(at.begin.line) + ": " + reason};
}

Result<std::vector<std::string>> texts(const toml::table& table, const char* key, const std::filesystem::path& path) {
    std::vector<std::string> found;
    const toml::node* node = table.get(key);
    if (!node) return found;
    if (!node->is_array()) return mistake(path, node->source(), std::string(key) + " is not a list of texts");
    for (const toml::node& element : *node->as_array()) {
        auto text = element.value<std::string>();
        if (!text) return mistake(path, element.source(), std::string(key) + " holds something that is not a text");
        found.push_back(*text);
    }
    return found;
}

Result<std::string> required_text(const toml::table& table, const char* key, const std::filesystem::path& path) {
    auto text = table[key].value<std::string>();
    if (!text || text->empty()) return mistake(path, table.source(), std::string("the text '") + key + "' is missing");
    return *text;
}

Result<void> check_classes(const DriverManifest& manifest, const toml::table& table,
                           const std::filesystem::path& path) {
    static const std::set<std::string> known{"camera", "fingerprint_reader", "document_scanner"};
    for (const std::string& name : manifest.classes) {
        if (!known.contains(name))
            return mistake(path, table.get("classes")->source(),
                           "unknown class '" + name + "'; allowed: camera, fingerprint_reader, document_scanner");
    }
    return {};
}

Result<void> take_isolation(DriverManifest& manifest, const toml::table& table, const std::filesystem::path& path) {
    auto isolation = table["isolation"].value_or(std::string("process"));
    if (isolation != "process" && isolation != "in_process")
        return mistake(path, table.get("isolation")->source(),
                       "unknown isolation '" + isolation + "'; allowed: process, in_process");
    manifest.is_in_process = isolation == "in_process";
    auto scratch = table["scratch_bytes"].value_or(std::int64_t{0});
    if (scratch < 0 || scratch > max_scratch_bytes)
        return mistake(path, table.get("scratch_bytes")->source(), "scratch_bytes is from 0 to 16777216");
    manifest.scratch_bytes = static_cast<std::size_t>(scratch);
    return {};
}

Result<DriverManifest> manifest_from(const toml::table& table, const std::filesystem::path& path) {
    static const std::set<std::string_view> allowed{"name",    "module", "version",   "classes",
                                                    "usb_ids", "rights", "isolation", "scratch_bytes"};
    for (const auto& [key, value] : table) {
        if (!allowed.contains(key.str()))
            return mistake(path, value.source(),
                           "unknown key '" + std::string(key.str()) +
                               "'; allowed: name, module, version, classes, usb_ids, rights, isolation, scratch_bytes");
    }
    auto name = required_text(table, "name", path);
    auto module = required_text(table, "module", path);
    auto classes = texts(table, "classes", path);
    auto usb_ids = texts(table, "usb_ids", path);
    if (!name) return name.error();
    if (!module) return module.error();
    if (!classes) return classes.error();
    if (!usb_ids) return usb_ids.error();
    if (module->find('/') != std::string::npos)
        return mistake(path, table.get("module")->source(), "module is a file's name beside the manifest, not a path");
    const toml::array* devices = table["rights"]["devices"].as_array();
    bool needs_network = table["rights"]["network"].value_or(false);
    DriverManifest manifest{*name,
                            path.parent_path() / *module,
                            table["version"].value_or(std::string{}),
                            *classes,
                            *usb_ids,
                            needs_network,
                            needs_network || !devices || !devices->empty()};
    if (auto fine = check_classes(manifest, table, path); !fine) return fine.error();
    if (auto fine = take_isolation(manifest, table, path); !fine) return fine.error();
    return manifest;
}

}  // namespace

Result<DriverManifest> parse_manifest(const std::string& toml, const std::filesystem::path& path) {
    try {
        return manifest_from(toml::parse(toml, path.string()), path);
    } catch (const toml::parse_error& error) {
        return mistake(path, error.source(), std::string(error.description()));
    } catch (const std::exception& error) {
        return Error{ErrorCode::invalid_setup, path.string() + ": " + error.what()};
    }
}

Result<DriverManifest> read_manifest(const std::filesystem::path& path) {
    std::error_code failure;
    auto size = std::filesystem::file_size(path, failure);
    if (failure) return Error{ErrorCode::file_missing, path.string() + ": " + failure.message()};
    if (size > max_manifest_bytes) return Error{ErrorCode::invalid_setup, path.string() + ": larger than 64 KiB"};
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return Error{ErrorCode::access_denied, path.string() + ": cannot be read"};
    return parse_manifest(text.str(), std::filesystem::absolute(path));
}

std::vector<std::filesystem::path> find_manifests(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure)) {
        if (at->path().filename().string().ends_with(".driver.toml")) found.push_back(at->path());
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace limner
