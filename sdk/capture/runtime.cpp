#include <limner/capture/runtime.h>

#include "device/hub.h"
#include "driver/driver_module.h"
#include "driver/manifest.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace limner {
namespace {

/// Where the modules of this very build or installation are: found from the library's own place.
std::vector<std::filesystem::path> own_driver_folders() {
    Dl_info info{};
    static const int anchor = 0;
    if (dladdr(&anchor, &info) == 0 || !info.dli_fname) return {};
    std::error_code failure;
    auto library = std::filesystem::canonical(info.dli_fname, failure).parent_path();
    if (failure) return {};
    return {library / "limner" / "drivers", library.parent_path() / "drivers"};
}

std::vector<std::filesystem::path> folders_of(const Runtime::Options& options) {
    if (!options.driver_folders.empty()) return options.driver_folders;
    const char* named = std::getenv("LIMNER_DRIVERS");
    if (!named) return own_driver_folders();
    std::vector<std::filesystem::path> folders;
    std::istringstream list(named);
    for (std::string folder; std::getline(list, folder, ':');) {
        if (!folder.empty()) folders.emplace_back(folder);
    }
    return folders;
}

std::string joined(const std::vector<std::filesystem::path>& folders) {
    std::string text;
    for (const auto& folder : folders) text += (text.empty() ? "" : ", ") + folder.string();
    return text.empty() ? "no folder" : text;
}

}  // namespace

struct Runtime::Impl {
    Options options;
    std::vector<std::filesystem::path> folders;
    std::vector<Error> problems;
    DeviceHub hub;

    explicit Impl(const Options& wanted)
        : options(wanted), folders(folders_of(wanted)), hub(std::make_shared<DeviceHub::Impl>(hub_options())) {}

    HubOptions hub_options() const {
        HubOptions made;
        made.rescan_every = options.rescan_every;
        if (options.log)
            made.log = [log = options.log](std::int32_t level, const std::string& text) {
                log(static_cast<LogLevel>(std::clamp(level, 1, 4)), text);
            };
        return made;
    }

    bool is_wanted(const std::string& name) const {
        return options.drivers.empty() || std::ranges::find(options.drivers, name) != options.drivers.end();
    }

    Result<void> load(const DriverManifest& manifest) {
        ModuleServices services;
        if (auto at = options.driver_settings.find(manifest.name); at != options.driver_settings.end())
            services.settings = at->second;
        services.log = hub_options().log;
        services.event = [inside = std::weak_ptr(hub.impl())](std::int32_t kind, const std::string&) {
            bool is_hot_plug = kind == LIMNER_EVENT_ARRIVED || kind == LIMNER_EVENT_LOST;
            if (auto alive = inside.lock(); alive && is_hot_plug) alive->wake();
        };
        auto module = DriverModule::load(manifest, std::move(services));
        if (!module) return module.error();
        hub.impl()->add(*std::move(module));
        return {};
    }

    /// Loads every wanted module that its manifest announces; returns their names.
    std::vector<std::string> load_all() {
        std::vector<std::string> loaded;
        for (const auto& folder : folders) {
            for (const auto& path : find_manifests(folder)) {
                auto manifest = read_manifest(path);
                if (manifest && (!is_wanted(manifest->name) || std::ranges::count(loaded, manifest->name))) continue;
                auto done = manifest ? load(*manifest) : Result<void>(manifest.error());
                if (done)
                    loaded.push_back(manifest->name);
                else
                    note(done.error());
            }
        }
        return loaded;
    }

    void note(const Error& error) {
        problems.push_back(error);
        if (options.log) options.log(LogLevel::warning, error.message);
    }
};

Runtime::Runtime(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Runtime::Runtime(Runtime&&) noexcept = default;
Runtime& Runtime::operator=(Runtime&&) noexcept = default;
Runtime::~Runtime() = default;

Result<Runtime> Runtime::open(const Options& options) {
    auto impl = std::make_unique<Impl>(options);
    auto loaded = impl->load_all();
    for (const std::string& name : options.drivers) {
        if (std::ranges::count(loaded, name)) continue;
        std::string why = impl->problems.empty() ? "" : "; " + impl->problems.back().message;
        return Error{ErrorCode::invalid_setup, "no driver '" + name + "' in " + joined(impl->folders) + why};
    }
    impl->hub.impl()->begin();
    return Runtime(std::move(impl));
}

const DeviceHub& Runtime::devices() const noexcept { return impl_->hub; }

std::vector<Error> Runtime::problems() const {
    auto all = impl_->problems;
    for (const Error& error : impl_->hub.impl()->problems()) all.push_back(error);
    return all;
}

}  // namespace limner
