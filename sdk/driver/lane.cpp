#include "driver/lane.h"

#include "driver/abi_convert.h"
#include "driver/module_device.h"

namespace limner {
namespace {

class InProcessLane final : public Lane {
public:
    InProcessLane(const std::string& id, std::shared_ptr<ImagePool> pool, const LaneLimits& limits)
        : pool_(std::move(pool)), limits_(limits), thread_(id), id_(id) {}
    InProcessLane(const InProcessLane&) = delete;
    InProcessLane& operator=(const InProcessLane&) = delete;
    ~InProcessLane() override {
        cancel();
        // The device is closed by the thread that used it, and goes with the last one who needs it.
        thread_.close([device = std::move(device_)]() mutable { device.reset(); }, limits_.stop);
    }

    Result<void> open(std::shared_ptr<DriverModule> module, const Until& until) {
        auto job = [device = device_, module = std::move(module), id = id_] { return device->open(module, id); };
        return thread_.call<void>("open", std::move(job), limits_.open, until);
    }

    Result<std::vector<driver::Option>> options(const Until& until) override {
        return thread_.call<std::vector<driver::Option>>(
            "options", [device = device_] { return device->options(); }, limits_.option, until);
    }

    Result<void> set_option(const std::string& name, const driver::Value& value, const Until& until) override {
        auto job = [device = device_, name, value] { return device->set_option(name, value); };
        return thread_.call<void>("set_option", std::move(job), limits_.option, until);
    }

    Result<void> start(const driver::Settings& settings, const Until& until) override {
        return thread_.call<void>(
            "start", [device = device_, settings] { return device->start(settings); }, limits_.start, until,
            [this] { cancel(); });
    }

    Result<void> stop(const Until& until) override {
        return thread_.call<void>(
            "stop", [device = device_] { return device->stop(); }, limits_.stop, until);
    }

    Result<Grabbed> grab(std::chrono::milliseconds slice, std::chrono::milliseconds limit,
                         const Until& until) override {
        auto job = [device = device_, pool = pool_, id = id_, slice]() -> Result<Grabbed> {
            limner_frame_v1 raw{};
            if (auto done = device->grab(slice, raw); !done) return done.error();
            return grabbed_from(raw, id, *pool);
        };
        return thread_.call<Grabbed>("grab", std::move(job), limit, until, [this] { cancel(); });
    }

    void cancel() noexcept override { device_->cancel(); }
    bool is_stalled() const override { return thread_.is_stalled(); }

private:
    /// Shared, so that a hung thread can be left behind with everything that it touches.
    std::shared_ptr<ModuleDevice> device_ = std::make_shared<ModuleDevice>();
    std::shared_ptr<ImagePool> pool_;
    LaneLimits limits_;
    CallThread thread_;
    std::string id_;
};

}  // namespace

Result<std::unique_ptr<Lane>> open_lane_in_process(std::shared_ptr<DriverModule> module, const std::string& id,
                                                   std::shared_ptr<ImagePool> pool, const LaneLimits& limits,
                                                   const Until& until) {
    auto lane = std::make_unique<InProcessLane>(id, std::move(pool), limits);
    if (auto opened = lane->open(std::move(module), until); !opened) return opened.error();
    return Result<std::unique_ptr<Lane>>(std::move(lane));
}

}  // namespace limner
