#pragma once

#include "driver/driver_process.h"
#include "driver/lane.h"
#include "driver/manifest.h"
#include "driver/message_body.h"

#include <limner/base/result.h>
#include <limner/base/until.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace limner {

/// A driver, wherever it runs. Every call returns by its deadline, whatever the driver does.
class DriverAccess {
public:
    virtual ~DriverAccess() = default;

    virtual const DriverManifest& manifest() const = 0;
    /// What the module says of itself; its manifest's version before it was first loaded.
    virtual std::string version() const = 0;

    /// What is connected, as the driver says, unchecked; loads and initialises the driver where that was not done.
    /// One thread at a time. Errors: the driver's own, device_stalled after `limit`, driver_crashed, invalid_setup.
    virtual Result<std::vector<ListedDevice>> enumerate(std::chrono::milliseconds limit, const Until& until) = 0;
    /// Whether enumerate() can succeed later after it has failed with `error`.
    virtual bool may_recover_from(const Error& error) const = 0;
    /// Returns when the driver tells of an arrival or a loss, or at the end of `until`. The same thread.
    virtual void wait_for_change(const Until& until) = 0;

    /// Opens a device. Any thread. `max_band_bytes`: pictures come in bands of whole rows up to this; 0: whole.
    virtual Result<std::unique_ptr<Lane>> open(const std::string& id, std::size_t max_band_bytes,
                                               std::shared_ptr<ImagePool> pool, const LaneLimits& limits,
                                               const Until& until) = 0;
};

/// The module is loaded into this process: whatever it breaks, it breaks here. Errors: those of DriverModule::load().
Result<std::shared_ptr<DriverAccess>> access_in_process(const DriverManifest& manifest, ModuleServices services);

/// The module is never loaded here: one process enumerates, and each open device has one of its own. Errors: internal
/// where the system has no memory for the scratch.
Result<std::shared_ptr<DriverAccess>> access_in_own_processes(const DriverManifest& manifest, ModuleServices services,
                                                              std::shared_ptr<ProcessSpawner> spawner);

}  // namespace limner
