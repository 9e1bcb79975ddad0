#pragma once

#include "base/descriptor.h"
#include "driver/manifest.h"

#include <limner/base/result.h>
#include <limner/driver/driver_abi.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace limner {

inline constexpr const char* scratch_setting = "scratch_fd";

/// What a module is given and what it says.
struct ModuleServices {
    std::map<std::string, std::string> settings{};
    /// Called from any thread: level (LIMNER_LOG_*), text.
    std::function<void(std::int32_t, const std::string&)> log{};
    /// Called from any thread: kind (LIMNER_EVENT_*), device id.
    std::function<void(std::int32_t, const std::string&)> event{};
    /// Memory that all processes of the driver share; the module finds its descriptor in `scratch_setting`.
    std::shared_ptr<Descriptor> scratch{};
};

/// The scratch memory that a manifest asks for; nothing where it asks for none.
Result<std::shared_ptr<Descriptor>> make_scratch(const DriverManifest& manifest);

/// A loaded driver module. Unloaded when its last owner goes: whoever is inside one of its functions has to own it.
class DriverModule {
public:
    /// Maps the module and checks its table; calls none of its functions but the entry. Errors: file_missing,
    /// unsupported (another ABI), invalid_setup (no driver module, another name than its manifest's, a function
    /// missing).
    static Result<std::shared_ptr<DriverModule>> load(const DriverManifest& manifest, ModuleServices services);
    DriverModule(const DriverModule&) = delete;
    DriverModule& operator=(const DriverModule&) = delete;
    ~DriverModule();

    /// The module's own first call. On the thread that may hang; once.
    Result<void> initialise();

    const limner_driver_v1& table() const noexcept { return *table_; }
    /// What initialise() made.
    limner_instance_v1* instance() const noexcept { return instance_; }
    const std::string& name() const noexcept { return manifest_.name; }
    std::string version() const;
    const DriverManifest& manifest() const noexcept { return manifest_; }

private:
    DriverModule(DriverManifest manifest, ModuleServices services, void* handle, const limner_driver_v1* table);

    DriverManifest manifest_;
    ModuleServices services_;
    limner_services_v1 service_table_{};
    void* handle_;
    const limner_driver_v1* table_;
    std::atomic<limner_instance_v1*> instance_ = nullptr;
};

/// The Error of a driver's code and text; `what` stands before the text. A code outside the enumeration counts as
/// device_fault.
Error driver_error(std::int32_t code, const std::string& text, const std::string& what);

/// A limner_error_v1 ready to be filled, and the Error that it and a code make.
class DriverError {
public:
    DriverError() { raw_.struct_size = sizeof raw_; }
    limner_error_v1* raw() noexcept { return &raw_; }
    /// `what` stands before the driver's own text.
    Error error(std::int32_t code, const std::string& what) const;

private:
    limner_error_v1 raw_{};
};

}  // namespace limner
