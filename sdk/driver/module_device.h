#pragma once

#include "driver/driver_module.h"
#include "driver/message_body.h"

#include <limner/base/result.h>
#include <limner/driver/driver.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace limner {

/// What a module lists, as it says, unchecked. On a thread that may hang.
Result<std::vector<ListedDevice>> devices_listed_by(const DriverModule& module);

/// One device of a module that is loaded into this process: the calls of the ABI with the types of the adaptor. One
/// thread calls everything but cancel(). Errors are the driver's own, with the device's id.
class ModuleDevice {
public:
    ModuleDevice() = default;
    ModuleDevice(const ModuleDevice&) = delete;
    ModuleDevice& operator=(const ModuleDevice&) = delete;
    ~ModuleDevice() { close(); }

    /// The first call, once. `module` is initialised.
    Result<void> open(std::shared_ptr<DriverModule> module, const std::string& id);
    bool is_open() const noexcept { return device_.load() != nullptr; }

    Result<std::vector<driver::Option>> options();
    Result<void> set_option(const std::string& name, const driver::Value& value);
    Result<void> start(const driver::Settings& settings);
    Result<void> stop();
    /// Fills `out`, whose `buffer` may be lent; its pixels are the driver's.
    Result<void> grab(std::chrono::milliseconds slice, limner_frame_v1& out);

    /// Stops and closes what is open.
    void close();
    /// Ends the call in progress. From any thread, open() in progress or not.
    void cancel() noexcept;

private:
    const limner_driver_v1& table() const { return module_->table(); }
    Result<void> checked(std::int32_t code, const DriverError& error) const;

    std::shared_ptr<DriverModule> module_{};
    std::string id_{};
    std::atomic<limner_device_v1*> device_ = nullptr;
};

}  // namespace limner
