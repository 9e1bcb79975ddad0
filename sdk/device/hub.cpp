#include "device/hub.h"

#include "frame/image_pool.h"

#include <limner/device/device.h>

#include <algorithm>

namespace limner {
namespace {

constexpr std::size_t max_devices_per_driver = 256;
constexpr std::size_t max_kept_bytes = 256 * 1024 * 1024;

/// What one enumeration emits, validated: a driver lists only devices of its own name.
struct Catalogue {
    const DriverModule& module;
    std::vector<DeviceInfo> found{};

    void take(const limner_listing_v0& raw) {
        std::string id = raw.id ? raw.id : "";
        bool is_class = raw.device_class >= 1 && raw.device_class <= 3;
        bool is_own = id.starts_with(module.name() + "/") && id.size() < 512;
        if (!is_class || !is_own || found.size() >= max_devices_per_driver) return;
        found.push_back({.id = id,
                         .device_class = static_cast<DeviceClass>(raw.device_class),
                         .name = raw.name ? raw.name : id,
                         .driver = module.name()});
    }
};

Result<std::vector<DeviceInfo>> enumerate(const DriverModule& module) {
    Catalogue catalogue{module};
    DriverError error;
    auto emit = [](void* to, const limner_listing_v0* raw) { static_cast<Catalogue*>(to)->take(*raw); };
    if (auto code = module.table().enumerate(module.instance(), emit, &catalogue, error.raw()))
        return error.error(code, module.name());
    return std::move(catalogue.found);
}

}  // namespace

DeviceHub::Impl::Impl(HubOptions options)
    : options_(std::move(options)), pool_(std::make_shared<ImagePool>(max_kept_bytes)) {}

DeviceHub::Impl::~Impl() {
    thread_ = {};  // stops and joins: nothing below is used by the hub's thread any more
    std::lock_guard lock(mutex_);
    drivers_.clear();
}

void DeviceHub::Impl::add(std::shared_ptr<DriverModule> module) {
    auto driver = std::make_shared<Driver>();
    driver->thread = std::make_unique<CallThread>(module->name());
    std::lock_guard lock(mutex_);
    drivers_[module->name()] = driver;
    driver->module = std::move(module);
}

void DeviceHub::Impl::begin() {
    thread_ = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

void DeviceHub::Impl::wake() {
    std::lock_guard lock(inbox_->mutex);
    inbox_->is_awake = true;
    inbox_->changed.notify_all();
}

void DeviceHub::Impl::log(std::int32_t level, const std::string& text) const {
    if (options_.log) options_.log(level, text);
}

/// Begins an enumeration on the driver's own thread; its result comes to the inbox.
void DeviceHub::Impl::list(Driver& driver) {
    auto job = [inbox = inbox_, module = driver.module, is_first = !driver.is_initialised] {
        auto ready = is_first ? module->initialise() : Result<void>();
        auto found = ready ? enumerate(*module) : Result<std::vector<DeviceInfo>>(ready.error());
        std::lock_guard lock(inbox->mutex);
        inbox->listed.push_back({module->name(), std::move(found)});
        inbox->changed.notify_all();
    };
    driver.is_listing = driver.thread->post("enumerate", std::move(job), options_.enumerate_limit);
}

void DeviceHub::Impl::fail(Driver& driver, const Error& error) {
    driver.has_failed = true;
    driver.was_listed = true;
    problems_.push_back(error);
}

void DeviceHub::Impl::list_all() {
    std::lock_guard lock(mutex_);
    for (auto& [name, driver] : drivers_) {
        if (driver->has_failed) continue;
        if (driver->is_listing && driver->thread->is_stalled())
            fail(*driver, {ErrorCode::device_stalled, name + ": the driver does not answer enumerate"});
        else if (!driver->is_listing)
            list(*driver);
    }
    changed_.notify_all();
}

void DeviceHub::Impl::loop(const std::stop_token& stop) {
    auto next = Clock::now();
    while (!stop.stop_requested()) {
        if (Clock::now() >= next) {
            next = Clock::now() + options_.rescan_every;
            list_all();
        }
        std::vector<Listed> arrived;
        std::vector<DeviceEvent> events;
        std::vector<std::string> holding_changed;
        {
            std::unique_lock lock(inbox_->mutex);
            inbox_->changed.wait_until(lock, stop, next, [this] { return inbox_->is_awake || !inbox_->is_empty(); });
            if (std::exchange(inbox_->is_awake, false)) next = Clock::now();
            arrived = std::exchange(inbox_->listed, {});
            events = std::exchange(inbox_->events, {});
            holding_changed = std::exchange(inbox_->holding, {});
        }
        for (const std::string& id : holding_changed) holding.call(id);
        for (const DeviceEvent& event : events) listeners.call(event);
        for (const Listed& listed : arrived) {
            for (const DeviceEvent& event : take_in(listed)) listeners.call(event);
        }
    }
}

std::vector<DeviceEvent> DeviceHub::Impl::take_in(const Listed& listed) {
    std::lock_guard lock(mutex_);
    changed_.notify_all();
    std::vector<DeviceEvent> events;
    Driver& driver = *drivers_.at(listed.driver);
    driver.is_listing = false;
    if (!listed.devices) {
        // A driver that could not even be initialised stays out; a failed listing is tried again.
        if (!driver.is_initialised) fail(driver, listed.devices.error());
        return events;
    }
    driver.is_initialised = true;
    driver.was_listed = true;
    for (const DeviceInfo& info : *listed.devices) {
        auto [at, is_new] =
            devices_.try_emplace(info.id, Device{.info = info, .holder = {}, .wanted_by = {}, .barred_by = {}});
        bool was_lost = !is_new && at->second.info.state == DeviceState::lost;
        if (was_lost) at->second.info.state = DeviceState::ready;
        if (is_new || was_lost) events.push_back({DeviceEvent::Kind::arrived, at->second.info});
    }
    for (auto& [id, device] : devices_) {
        bool is_listed = std::ranges::any_of(*listed.devices, [&](const DeviceInfo& info) { return info.id == id; });
        if (device.info.driver != listed.driver || is_listed || device.info.state == DeviceState::lost) continue;
        device.info.state = DeviceState::lost;
        events.push_back({DeviceEvent::Kind::lost, device.info});
    }
    return events;
}

std::vector<DeviceInfo> DeviceHub::Impl::devices() const {
    std::lock_guard lock(mutex_);
    std::vector<DeviceInfo> found;
    for (const auto& [id, device] : devices_) {
        found.push_back(device.info);
        if (found.back().state == DeviceState::lost) continue;
        if (!device.barred_by.empty()) found.back().state = DeviceState::quarantined;
        if (!device.holder.empty()) found.back().state = DeviceState::in_use;
    }
    return found;
}

std::vector<DeviceInfo> DeviceHub::Impl::wait_for_devices(const Until& until) const {
    {
        std::unique_lock lock(mutex_);
        auto is_done = [](const auto& entry) { return entry.second->was_listed; };
        changed_.wait_until(lock, until.stop, until.deadline, [&] { return std::ranges::all_of(drivers_, is_done); });
    }
    return devices();
}

std::vector<Error> DeviceHub::Impl::problems() const {
    std::lock_guard lock(mutex_);
    return problems_;
}

Result<LeasedLane> DeviceHub::Impl::open(const std::string& id, const std::string& holder, HoldAs as,
                                         const LaneLimits& limits, const Until& until) {
    auto owned = lease(id, holder, as, until);
    if (!owned) return owned.error();
    std::shared_ptr<DriverModule> module;
    DeviceInfo info;
    {
        std::lock_guard lock(mutex_);
        info = devices_.at(id).info;
        module = drivers_.at(info.driver)->module;
    }
    auto lane = open_lane_in_process(module, id, pool_, limits, until);
    if (!lane) return lane.error();
    return LeasedLane{std::move(info), module->version(), *std::move(owned), *std::move(lane)};
}

}  // namespace limner
