#include "driver/lane.h"

#include "driver/abi_convert.h"
#include "frame/image_pool.h"

#include <atomic>

namespace limner {
namespace {

/// Everything that the lane's thread touches; shared, so that a hung thread can be left behind with it.
struct DeviceHandle {
    std::shared_ptr<DriverModule> module;
    std::shared_ptr<ImagePool> pool;
    std::string id;
    std::atomic<limner_device_v0*> device = nullptr;  // cancel() reads it while open() runs

    DeviceHandle(std::shared_ptr<DriverModule> owner, std::shared_ptr<ImagePool> buffers, std::string name)
        : module(std::move(owner)), pool(std::move(buffers)), id(std::move(name)) {}
    DeviceHandle(const DeviceHandle&) = delete;
    DeviceHandle& operator=(const DeviceHandle&) = delete;
    ~DeviceHandle() {
        if (auto* open = device.load()) module->table().close(open);
    }
    const limner_driver_v0& table() const { return module->table(); }
};

Result<void> checked(std::int32_t code, const DriverError& error, const std::string& id) {
    if (code == 0) return {};
    return error.error(code, id);
}

Result<void> open_device(DeviceHandle& handle) {
    DriverError error;
    limner_device_v0* device = nullptr;
    auto opened = checked(handle.table().open(handle.module->instance(), handle.id.c_str(), &device, error.raw()),
                          error, handle.id);
    if (opened) handle.device = device;
    if (opened && !device) return Error{ErrorCode::internal, handle.id + ": the driver opened nothing"};
    return opened;
}

class InProcessLane final : public Lane {
public:
    InProcessLane(std::shared_ptr<DeviceHandle> handle, const LaneLimits& limits)
        : handle_(std::move(handle)), limits_(limits), thread_(handle_->id) {}
    InProcessLane(const InProcessLane&) = delete;
    InProcessLane& operator=(const InProcessLane&) = delete;
    ~InProcessLane() override {
        cancel();
        // The device is closed by the thread that used it, and the handle goes with the last one who needs it.
        auto close = [handle = std::move(handle_)]() mutable {
            DriverError ignored;
            if (auto* device = handle->device.load()) handle->table().stop(device, ignored.raw());
            handle.reset();
        };
        thread_.close(std::move(close), limits_.stop);
    }

    Result<void> open(const Until& until) {
        return thread_.call<void>(
            "open", [handle = handle_] { return open_device(*handle); }, limits_.open, until);
    }

    Result<std::vector<driver::Option>> options(const Until& until) override {
        auto job = [handle = handle_]() -> Result<std::vector<driver::Option>> {
            std::vector<driver::Option> found;
            DriverError error;
            auto emit = [](void* to, const limner_option_v0* raw) {
                static_cast<std::vector<driver::Option>*>(to)->push_back(option_from(*raw));
            };
            auto listed =
                checked(handle->table().options(handle->device, emit, &found, error.raw()), error, handle->id);
            if (!listed) return listed.error();
            return found;
        };
        return thread_.call<std::vector<driver::Option>>("options", job, limits_.option, until);
    }

    Result<void> set_option(const std::string& name, const driver::Value& value, const Until& until) override {
        auto job = [handle = handle_, name, value]() -> Result<void> {
            limner_value_v0 raw = driver::detail::to_abi(value);
            DriverError error;
            return checked(handle->table().set_option(handle->device, name.c_str(), &raw, error.raw()), error,
                           handle->id);
        };
        return thread_.call<void>("set_option", job, limits_.option, until);
    }

    Result<void> start(const driver::Settings& settings, const Until& until) override {
        auto job = [handle = handle_, settings]() -> Result<void> {
            limner_start_v0 wanted{sizeof wanted, static_cast<std::int32_t>(settings.purpose), settings.width,
                                   settings.height};
            DriverError error;
            return checked(handle->table().start(handle->device, &wanted, error.raw()), error, handle->id);
        };
        return thread_.call<void>("start", job, limits_.start, until, [this] { cancel(); });
    }

    Result<void> stop(const Until& until) override {
        auto job = [handle = handle_]() -> Result<void> {
            DriverError error;
            return checked(handle->table().stop(handle->device, error.raw()), error, handle->id);
        };
        return thread_.call<void>("stop", job, limits_.stop, until);
    }

    Result<Grabbed> grab(std::chrono::milliseconds slice, std::chrono::milliseconds limit,
                         const Until& until) override {
        auto job = [handle = handle_, slice]() -> Result<Grabbed> {
            limner_frame_v0 raw{};
            raw.struct_size = sizeof raw;
            DriverError error;
            auto code =
                handle->table().grab(handle->device, static_cast<std::uint64_t>(slice.count()), &raw, error.raw());
            if (code != 0) return error.error(code, handle->id);
            return grabbed_from(raw, handle->id, *handle->pool);
        };
        return thread_.call<Grabbed>("grab", job, limit, until, [this] { cancel(); });
    }

    void cancel() noexcept override {
        if (auto* device = handle_->device.load()) handle_->table().cancel(device);
    }
    bool is_stalled() const override { return thread_.is_stalled(); }

private:
    std::shared_ptr<DeviceHandle> handle_;
    LaneLimits limits_;
    CallThread thread_;
};

}  // namespace

Result<std::unique_ptr<Lane>> open_lane_in_process(std::shared_ptr<DriverModule> module, const std::string& id,
                                                   std::shared_ptr<ImagePool> pool, const LaneLimits& limits,
                                                   const Until& until) {
    auto lane =
        std::make_unique<InProcessLane>(std::make_shared<DeviceHandle>(std::move(module), std::move(pool), id), limits);
    if (auto opened = lane->open(until); !opened) return opened.error();
    return Result<std::unique_ptr<Lane>>(std::move(lane));
}

}  // namespace limner
