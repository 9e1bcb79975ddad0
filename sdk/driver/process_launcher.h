#pragma once

#include "driver/driver_link.h"
#include "driver/driver_module.h"
#include "driver/driver_process.h"
#include "driver/manifest.h"

#include <chrono>
#include <memory>
#include <string>

namespace limner {

/// A driver's process whose module is loaded and initialised.
struct LoadedProcess {
    std::unique_ptr<DriverLink> link;
    std::string version{};  ///< As the module says.
};

/// Starts processes of one driver.
struct ProcessLauncher {
    DriverManifest manifest;
    ModuleServices services;
    std::shared_ptr<ProcessSpawner> spawner;

    /// `subject` (a device's id or the driver's name) stands in messages; `limit` is for loading and initialising.
    /// Errors: what the module or its driver says, driver_crashed, device_stalled, invalid_setup.
    Result<LoadedProcess> launch(const std::string& subject, std::chrono::milliseconds limit, const Until& until) const;
};

}  // namespace limner
