#include "driver/module_device.h"

#include "driver/abi_convert.h"

namespace limner {

Result<std::vector<ListedDevice>> devices_listed_by(const DriverModule& module) {
    std::vector<ListedDevice> found;
    DriverError error;
    auto emit = [](void* to, const limner_listing_v1* emitted) {
        const limner_listing_v1 raw = known_part(emitted);
        static_cast<std::vector<ListedDevice>*>(to)->push_back(
            {raw.device_class, raw.id ? raw.id : "", raw.name ? raw.name : ""});
    };
    if (auto code = module.table().enumerate(module.instance(), emit, &found, error.raw()))
        return error.error(code, module.name());
    return found;
}

Result<void> ModuleDevice::checked(std::int32_t code, const DriverError& error) const {
    if (code == 0) return {};
    return error.error(code, id_);
}

Result<void> ModuleDevice::open(std::shared_ptr<DriverModule> module, const std::string& id) {
    module_ = std::move(module);
    id_ = id;
    DriverError error;
    limner_device_v1* device = nullptr;
    auto opened = checked(table().open(module_->instance(), id_.c_str(), &device, error.raw()), error);
    if (opened) device_ = device;
    if (opened && !device) return Error{ErrorCode::internal, id_ + ": the driver opened nothing"};
    return opened;
}

Result<std::vector<driver::Option>> ModuleDevice::options() {
    std::vector<driver::Option> found;
    DriverError error;
    auto emit = [](void* to, const limner_option_v1* raw) {
        static_cast<std::vector<driver::Option>*>(to)->push_back(option_from(*raw));
    };
    auto listed = checked(table().options(device_, emit, &found, error.raw()), error);
    if (!listed) return listed.error();
    return found;
}

Result<void> ModuleDevice::set_option(const std::string& name, const driver::Value& value) {
    limner_value_v1 raw = driver::detail::to_abi(value);
    DriverError error;
    return checked(table().set_option(device_, name.c_str(), &raw, error.raw()), error);
}

Result<void> ModuleDevice::start(const driver::Settings& settings) {
    limner_start_v1 wanted{sizeof wanted, static_cast<std::int32_t>(settings.purpose), settings.width, settings.height};
    DriverError error;
    return checked(table().start(device_, &wanted, error.raw()), error);
}

Result<void> ModuleDevice::stop() {
    DriverError error;
    return checked(table().stop(device_, error.raw()), error);
}

Result<void> ModuleDevice::grab(std::chrono::milliseconds slice, limner_frame_v1& out) {
    out.struct_size = sizeof out;
    DriverError error;
    return checked(table().grab(device_, static_cast<std::uint64_t>(slice.count()), &out, error.raw()), error);
}

void ModuleDevice::close() {
    auto* open = device_.exchange(nullptr);
    if (!open) return;
    DriverError ignored;
    table().stop(open, ignored.raw());
    table().close(open);
}

void ModuleDevice::cancel() noexcept {
    if (auto* open = device_.load()) table().cancel(open);
}

}  // namespace limner
