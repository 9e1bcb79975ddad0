#include <limner/capture/runtime.h>

#include "device/hub.h"
#include "driver/driver_access.h"
#include "driver/manifest.h"
#include "health/journal_writer.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <set>
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

/// Of the folders that somebody named, those that are none: a driver that is looked for there is never found.
std::vector<Error> mistakes_in_folders(const Runtime::Options& options,
                                       const std::vector<std::filesystem::path>& folders) {
    const bool is_by_environment = options.driver_folders.empty();
    if (is_by_environment && !std::getenv("LIMNER_DRIVERS")) return {};
    std::vector<Error> found;
    for (const auto& folder : folders) {
        std::error_code ignored;
        if (std::filesystem::is_directory(folder, ignored)) continue;
        found.emplace_back(ErrorCode::file_missing, folder.string() + ": no folder of drivers" +
                                                        (is_by_environment ? "; LIMNER_DRIVERS names it" : ""));
    }
    return found;
}

}  // namespace

struct Runtime::Impl {
    Options options;
    std::vector<std::filesystem::path> folders;
    std::vector<Error> problems;
    std::shared_ptr<ProcessSpawner> spawner;
    DeviceHub hub;

    explicit Impl(const Options& wanted)
        : options(wanted),
          folders(folders_of(wanted)),
          hub(std::make_shared<DeviceHub::Impl>(hub_options(journal()))) {}

    std::shared_ptr<HealthSink> journal() const {
        if (options.journal.empty()) return nullptr;
        return std::make_shared<JournalWriter>(options.journal, [log = options.log](const std::string& text) {
            if (log) log(LogLevel::warning, text);
        });
    }

    HubOptions hub_options(std::shared_ptr<HealthSink> health = nullptr) const {
        HubOptions made;
        made.health = std::move(health);
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
        auto access = is_in_process(manifest) ? access_in_process(manifest, std::move(services))
                                              : isolated(manifest, std::move(services));
        if (!access) return access.error();
        hub.impl()->add(*std::move(access));
        return {};
    }

    Result<std::shared_ptr<DriverAccess>> isolated(const DriverManifest& manifest, ModuleServices services) {
        if (!std::filesystem::exists(manifest.module))
            return Error{ErrorCode::file_missing, manifest.module.string() + ": no such driver module"};
        if (auto ready = prepare_spawner(); !ready) return ready.error();
        return access_in_own_processes(manifest, std::move(services), spawner);
    }

    bool is_in_process(const DriverManifest& manifest) const {
        auto at = options.isolation.find(manifest.name);
        return at == options.isolation.end() ? manifest.is_in_process : at->second == Isolation::in_process;
    }

    Result<void> prepare_spawner() {
        if (spawner) return {};
        auto program = ProcessSpawner::find_program();
        if (program.empty())
            return Error{
                ErrorCode::invalid_setup,
                "limner-driver-host, which runs drivers, is not installed beside the library; the environment's "
                "LIMNER_DRIVER_HOST can name it"};
        spawner = std::make_shared<ProcessSpawner>(program);
        return {};
    }

    /// Loads every wanted module that its manifest announces; returns their names.
    std::vector<std::string> load_all() {
        for (const Error& mistake : mistakes_in_folders(options, folders)) note(mistake);
        std::vector<std::string> loaded;
        std::set<std::string> known;
        for (const auto& folder : folders) {
            for (const auto& path : find_manifests(folder)) {
                auto manifest = read_manifest(path);
                if (manifest) known.insert(manifest->name);
                if (manifest && (!is_wanted(manifest->name) || std::ranges::count(loaded, manifest->name))) continue;
                auto done = manifest ? load(*manifest) : Result<void>(manifest.error());
                if (done)
                    loaded.push_back(manifest->name);
                else
                    note(done.error());
            }
        }
        note_unknown(known);
        return loaded;
    }

    /// What is set for a driver that nobody has is a slip of the pen more often than not.
    void note_unknown(const std::set<std::string>& known) {
        std::set<std::string> named;
        for (const auto& [name, settings] : options.driver_settings) named.insert(name);
        for (const auto& [name, isolation] : options.isolation) named.insert(name);
        std::string all;
        for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
        for (const std::string& name : named)
            if (!known.contains(name))
                note({ErrorCode::invalid_setup, name +
                                                    ": there are settings for this driver, and no such driver; there " +
                                                    (all.empty() ? "is none" : "are: " + all)});
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
