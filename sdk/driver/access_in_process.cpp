#include "driver/driver_access.h"
#include "driver/module_device.h"

#include <condition_variable>
#include <mutex>

namespace limner {
namespace {

/// Told by the driver's own threads, which may outlive everything else.
struct ChangeSignal {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool has_changed = false;

    void raise() {
        std::lock_guard lock(mutex);
        has_changed = true;
        changed.notify_all();
    }
};

class AccessInProcess final : public DriverAccess {
public:
    AccessInProcess(std::shared_ptr<DriverModule> module, std::shared_ptr<ChangeSignal> signal)
        : module_(std::move(module)), signal_(std::move(signal)), thread_(module_->name()) {}

    const DriverManifest& manifest() const override { return module_->manifest(); }
    std::string version() const override { return module_->version(); }

    Result<std::vector<ListedDevice>> enumerate(std::chrono::milliseconds limit, const Until& until) override {
        auto job = [module = module_]() -> Result<std::vector<ListedDevice>> {
            if (!module->instance())
                if (auto ready = module->initialise(); !ready) return ready.error();
            return devices_listed_by(*module);
        };
        return thread_.call<std::vector<ListedDevice>>("enumerate", std::move(job), limit, until);
    }
    /// A driver that could not be initialised stays out, and so does one that hangs: its thread cannot be ended.
    bool may_recover_from(const Error&) const override { return module_->instance() && !thread_.is_stalled(); }

    void wait_for_change(const Until& until) override {
        std::unique_lock lock(signal_->mutex);
        signal_->changed.wait_until(lock, until.stop, until.deadline, [this] { return signal_->has_changed; });
        signal_->has_changed = false;
    }

    Result<std::unique_ptr<Lane>> open(const std::string& id, std::size_t, std::shared_ptr<ImagePool> pool,
                                       const LaneLimits& limits, const Until& until) override {
        return open_lane_in_process(module_, id, std::move(pool), limits, until);
    }

private:
    std::shared_ptr<DriverModule> module_;
    std::shared_ptr<ChangeSignal> signal_;
    CallThread thread_;
};

}  // namespace

Result<std::shared_ptr<DriverAccess>> access_in_process(const DriverManifest& manifest, ModuleServices services) {
    auto signal = std::make_shared<ChangeSignal>();
    services.event = [signal](std::int32_t kind, const std::string&) {
        if (kind == LIMNER_EVENT_ARRIVED || kind == LIMNER_EVENT_LOST) signal->raise();
    };
    auto scratch = make_scratch(manifest);
    if (!scratch) return scratch.error();
    services.scratch = *std::move(scratch);
    auto module = DriverModule::load(manifest, std::move(services));
    if (!module) return module.error();
    return std::shared_ptr<DriverAccess>(std::make_shared<AccessInProcess>(*std::move(module), std::move(signal)));
}

}  // namespace limner
