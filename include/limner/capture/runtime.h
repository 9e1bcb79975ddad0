#pragma once

#include <limner/base/result.h>
#include <limner/device/device_hub.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace limner {

enum class LogLevel { debug = 1, info, warning, error };

/// Where a driver's code runs. `process`: in processes of its own, one for each open device, so that a crash, a hang or
/// a corrupted heap costs one device for a moment. `in_process`: here; faster by a copy of each picture, and whatever
/// the driver breaks, it breaks here.
enum class Isolation { process, in_process };

/// The root object: owns the driver modules and the hub. No globals, so that several can live in one process.
/// Everything opened through a Runtime must go before it does. Every function is safe from any thread.
class Runtime {
public:
    struct Options {
        /// Folders searched for driver modules by their manifests (`NAME.driver.toml`). Empty: the environment's
        /// LIMNER_DRIVERS (colon-separated), else the build's or installation's folder.
        std::vector<std::filesystem::path> driver_folders{};
        /// Only these drivers, by name; empty: all. A counter that names `v4l2` does not wait for others.
        std::vector<std::string> drivers{};
        /// Texts handed to drivers: driver name -> setting name -> text.
        std::map<std::string, std::map<std::string, std::string>> driver_settings{};
        /// Where drivers run: driver name -> isolation. Absent: as its manifest says, which is `process` by default.
        std::map<std::string, Isolation> isolation{};
        /// Called from any thread, never with a lock held. Nothing personal is logged. Absent: warnings are dropped.
        std::function<void(LogLevel, const std::string&)> log{};
        /// How often devices are listed again; plug-ins are seen within it.
        std::chrono::milliseconds rescan_every{500};
        /// File of the devices' journal, made where it is missing; Journal reads it. Writing never delays a capture;
        /// what cannot be written is logged once. Empty: none is kept.
        std::filesystem::path journal{};
    };

    /// Begins to load the modules and to enumerate, in the background. A manifest without its module is logged and
    /// listed by problems(); it is an error only where `drivers` names it. What turns out later (a module that cannot
    /// be loaded, a driver that crashes) is logged and listed by problems().
    static Result<Runtime> open(const Options& options);
    static Result<Runtime> open() { return open(Options{}); }

    Runtime(Runtime&&) noexcept;
    Runtime& operator=(Runtime&&) noexcept;
    ~Runtime();

    const DeviceHub& devices() const noexcept;

    /// Modules and drivers that could not be used, and why; folders and drivers that the options name and that are not
    /// there.
    std::vector<Error> problems() const;

private:
    struct Impl;
    explicit Runtime(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner
