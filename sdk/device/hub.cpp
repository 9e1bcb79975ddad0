#include "device/hub.h"

#include "frame/image_pool.h"

#include <limner/device/device.h>

#include <algorithm>

namespace limner {
namespace {

constexpr std::size_t max_devices_per_driver = 256;
constexpr std::size_t max_kept_bytes = 256 * 1024 * 1024;
constexpr std::size_t page_band_bytes = 4 * 1024 * 1024;
constexpr std::size_t max_lost_kept = 32;

}  // namespace

DeviceHub::Impl::Impl(HubOptions options)
    : options_(std::move(options)), pool_(std::make_shared<ImagePool>(max_kept_bytes)) {}

DeviceHub::Impl::~Impl() {
    // All at once: each may have to end a process.
    for (auto& [name, driver] : drivers_) driver->watch.request_stop();
    for (auto& [name, driver] : drivers_) driver->watch = {};
    thread_ = {};
}

void DeviceHub::Impl::add(std::shared_ptr<DriverAccess> access) {
    auto driver = std::make_shared<Driver>();
    std::lock_guard lock(mutex_);
    drivers_[access->manifest().name] = driver;
    driver->access = std::move(access);
}

void DeviceHub::Impl::begin() {
    thread_ = std::jthread([this](const std::stop_token& stop) { loop(stop); });
    for (auto& [name, driver] : drivers_)
        driver->watch =
            std::jthread([this, access = driver->access](const std::stop_token& stop) { watch(*access, stop); });
}

void DeviceHub::Impl::log(std::int32_t level, const std::string& text) const {
    if (options_.log) options_.log(level, text);
}

/// Lists again and again what a driver has; the results come to the inbox.
void DeviceHub::Impl::watch(DriverAccess& access, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        auto found = access.enumerate(options_.enumerate_limit, {Clock::time_point::max(), stop});
        if (stop.stop_requested()) return;
        bool is_over = !found && !access.may_recover_from(found.error());
        {
            std::lock_guard lock(inbox_.mutex);
            inbox_.listed.push_back({access.manifest().name, std::move(found)});
            inbox_.changed.notify_all();
        }
        if (is_over) return;
        access.wait_for_change(Until::in(options_.rescan_every, stop));
    }
}

void DeviceHub::Impl::loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::vector<Listed> arrived;
        std::vector<DeviceEvent> events;
        std::vector<std::string> holding_changed;
        {
            std::unique_lock lock(inbox_.mutex);
            inbox_.changed.wait(lock, stop, [this] { return !inbox_.is_empty(); });
            arrived = std::exchange(inbox_.listed, {});
            events = std::exchange(inbox_.events, {});
            holding_changed = std::exchange(inbox_.holding, {});
        }
        for (const std::string& id : holding_changed) holding.call(id);
        for (const DeviceEvent& event : events) tell(event);
        for (const Listed& listed : arrived) {
            for (const DeviceEvent& event : take_in(listed)) tell(event);
        }
    }
}

/// A driver that fails keeps its devices as they were: that its process is gone does not mean that they are.
void DeviceHub::Impl::note_problem(Driver& driver, const Error& error) {
    driver.was_listed = true;
    bool is_news = !driver.problem || driver.problem->message != error.message;
    driver.problem = error;
    if (is_news) log(LIMNER_LOG_WARNING, error.message);
}

std::vector<DeviceEvent> DeviceHub::Impl::take_in(const Listed& listed) {
    std::lock_guard lock(mutex_);
    changed_.notify_all();
    std::vector<DeviceEvent> events;
    Driver& driver = *drivers_.at(listed.driver);
    if (!listed.devices) {
        note_problem(driver, listed.devices.error());
        return events;
    }
    driver.was_listed = true;
    driver.problem.reset();
    auto infos = infos_from(listed);
    for (const DeviceInfo& info : infos) {
        auto [at, is_new] =
            devices_.try_emplace(info.id, Device{.info = info, .holder = {}, .wanted_by = {}, .barred_by = {}});
        bool was_lost = !is_new && at->second.info.state == DeviceState::lost;
        if (was_lost) at->second.info.state = DeviceState::ready;
        if (is_new || was_lost) events.push_back({DeviceEvent::Kind::arrived, at->second.info});
    }
    for (auto& [id, device] : devices_) {
        bool is_listed = std::ranges::any_of(infos, [&](const DeviceInfo& info) { return info.id == id; });
        if (device.info.driver != listed.driver || is_listed || device.info.state == DeviceState::lost) continue;
        set_lost(device);
        events.push_back({DeviceEvent::Kind::lost, device.info});
    }
    forget_lost();
    return events;
}

/// What a driver lists, without what cannot be a device of it. One that appears twice cannot be told from its twin.
std::vector<DeviceInfo> DeviceHub::Impl::infos_from(const Listed& listed) const {
    std::vector<DeviceInfo> found;
    for (const ListedDevice& one : *listed.devices) {
        bool is_class = one.device_class >= 1 && one.device_class <= 3;
        bool is_own = one.id.starts_with(listed.driver + "/") && one.id.size() < 512;
        bool is_twin = std::ranges::any_of(found, [&](const DeviceInfo& other) { return other.id == one.id; });
        if (!is_class || !is_own || is_twin || found.size() >= max_devices_per_driver) continue;
        found.push_back({.id = one.id,
                         .device_class = static_cast<DeviceClass>(one.device_class),
                         .name = one.name.empty() ? one.id : one.name,
                         .driver = listed.driver});
    }
    return found;
}

void DeviceHub::Impl::set_lost(Device& device) {
    device.info.state = DeviceState::lost;
    device.lost_at = Clock::now();
}

/// A device whose id changes with every plug would leave a ghost each time: the longest lost go first.
void DeviceHub::Impl::forget_lost() {
    std::vector<std::pair<Clock::time_point, std::string>> lost;
    for (const auto& [id, device] : devices_) {
        if (device.info.state == DeviceState::lost && device.holder.empty() && device.wanted_by.empty())
            lost.emplace_back(device.lost_at, id);
    }
    std::ranges::sort(lost);
    auto too_many = lost.size() > max_lost_kept ? lost.size() - max_lost_kept : 0;
    for (std::size_t i = 0; i < lost.size(); ++i) {
        if (i < too_many || Clock::now() - lost[i].first >= options_.forget_lost_after) devices_.erase(lost[i].second);
    }
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

std::optional<DeviceClass> DeviceHub::Impl::class_of(const std::string& id) const {
    std::lock_guard lock(mutex_);
    auto at = devices_.find(id);
    return at == devices_.end() ? std::nullopt : std::optional(at->second.info.device_class);
}

std::vector<Error> DeviceHub::Impl::problems() const {
    std::lock_guard lock(mutex_);
    std::vector<Error> found;
    for (const auto& [name, driver] : drivers_)
        if (driver->problem) found.push_back(*driver->problem);
    return found;
}

Result<LeasedLane> DeviceHub::Impl::open(const std::string& id, const std::string& holder, HoldAs as,
                                         const LaneLimits& limits, const Until& until) {
    auto owned = lease(id, holder, as, until);
    if (!owned) return owned.error();
    std::shared_ptr<DriverAccess> access;
    DeviceInfo info;
    {
        std::lock_guard lock(mutex_);
        info = devices_.at(id).info;
        access = drivers_.at(info.driver)->access;
    }
    // A page may be larger than memory should be lent for, and shows its progress.
    std::size_t max_band_bytes = info.device_class == DeviceClass::document_scanner ? page_band_bytes : 0;
    auto lane = access->open(id, max_band_bytes, pool_, limits, until);
    if (!lane) return lane.error();
    return LeasedLane{std::move(info), access->version(), *std::move(owned), *std::move(lane)};
}

}  // namespace limner
