#pragma once

#include "base/callback_list.h"
#include "device/device_lock.h"
#include "device/health_sink.h"
#include "driver/driver_access.h"
#include "driver/lane.h"

#include <limner/device/device_hub.h>

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace limner {

class ImagePool;

/// A warm spare gives way to a slot that needs the device.
enum class HoldAs { use, spare };

/// Who may use a device: one owner at a time. Gives the device back when it goes.
class DeviceLease {
public:
    DeviceLease() = default;
    explicit DeviceLease(std::function<void()> give_back) : give_back_(std::move(give_back)) {}
    DeviceLease(DeviceLease&&) noexcept = default;
    DeviceLease& operator=(DeviceLease&&) noexcept = default;
    ~DeviceLease() = default;

private:
    Subscription give_back_;
};

/// An opened device with its lease; the lane goes first.
struct LeasedLane {
    DeviceInfo info;
    std::string driver_version;
    DeviceLease lease;
    std::unique_ptr<Lane> lane;
};

struct HubOptions {
    std::chrono::milliseconds rescan_every{500};
    std::chrono::milliseconds enumerate_limit = listing_limit;
    /// A lost device stays in the list, as lost, for so long.
    std::chrono::milliseconds forget_lost_after{600'000};
    std::function<void(std::int32_t, const std::string&)> log{};
    std::shared_ptr<HealthSink> health{};  ///< Absent: what devices do is not written down.
};

/// The hub's inside: drivers, what they list, who holds what. Safe from any thread.
struct DeviceHub::Impl {
    explicit Impl(HubOptions options);
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl();

    /// Adds a driver; it is initialised and enumerated in the background.
    void add(std::shared_ptr<DriverAccess> access);
    void begin();

    std::vector<DeviceInfo> devices() const;
    std::vector<DeviceInfo> wait_for_devices(const Until& until) const;
    /// Nothing where it is not known.
    std::optional<DeviceClass> class_of(const std::string& id) const;
    std::vector<Error> problems() const;

    /// Takes the device for `holder`, who is named to others. Where another slot's spare is in the way, asks for it and
    /// waits a little. Errors: device_missing, device_busy.
    Result<DeviceLease> lease(const std::string& id, const std::string& holder, HoldAs as, const Until& until);
    /// Takes and opens it. Errors: the above and the driver's own.
    Result<LeasedLane> open(const std::string& id, const std::string& holder, HoldAs as, const LaneLimits& limits,
                            const Until& until);
    /// A spare has come into use, or the other way round.
    void hold_as(const std::string& id, HoldAs as);
    /// Who has it; empty where nobody does.
    std::string holder_of(const std::string& id) const;
    /// Whether a holder has it as a mere spare.
    bool is_held_as_spare(const std::string& id) const;
    /// Whether somebody waits for a spare to give way.
    bool is_wanted(const std::string& id) const;

    /// Whether `slot` leaves the device alone for now. Another slot may still use it.
    void set_quarantined(const std::string& id, const void* slot, bool is_quarantined);
    void note_frame(const std::string& id, double grab_ms);
    void note_error(const std::string& id, const Error& error);
    /// The device failed as unplugged: it counts as lost until a driver lists it again.
    void note_lost(const std::string& id);
    /// A capture on the device was completed; `quality`, 0 to 100, where its check tells of the device.
    void note_capture(const std::string& id, std::optional<double> quality = {});
    void note_opening(const std::string& id, double open_ms);
    void note_switch(const std::string& from, const std::string& to, std::string_view reason, double outage_ms,
                     double first_frame_ms);

    void log(std::int32_t level, const std::string& text) const;

    CallbackList<DeviceEvent> listeners;
    /// A device was given back or is wanted; on the hub's thread.
    CallbackList<std::string> holding;

private:
    struct Driver {
        std::shared_ptr<DriverAccess> access;
        bool was_listed = false;
        std::optional<Error> problem{};  ///< Until it lists again.
        std::jthread watch{};
    };
    struct Device {
        DeviceInfo info;
        std::string holder;
        HoldAs held_as = HoldAs::use;
        std::string wanted_by;
        std::set<const void*> barred_by;
        double grab_ms_sum = 0;
        Clock::time_point lost_at{};
    };
    struct Listed {
        std::string driver;
        Result<std::vector<ListedDevice>> devices;
    };
    /// What waits for the hub's thread.
    struct Inbox {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::vector<Listed> listed;
        std::vector<DeviceEvent> events;
        std::vector<std::string> holding;
        bool is_empty() const { return listed.empty() && events.empty() && holding.empty(); }
    };

    void watch(DriverAccess& access, const std::stop_token& stop);
    void loop(const std::stop_token& stop);
    std::vector<DeviceEvent> take_in(const Listed& listed);
    void note_problem(Driver& driver, const Error& error);
    void set_lost(Device& device);
    void forget_lost();
    std::vector<DeviceInfo> infos_from(const Listed& listed) const;
    Result<std::shared_ptr<DeviceLock>> lock_for(const std::string& id) const;
    void give_back(const std::string& id);
    void tell_holding(const std::string& id);
    void tell(const DeviceEvent& event);

    HubOptions options_;
    std::shared_ptr<ImagePool> pool_;
    mutable std::mutex mutex_;
    mutable std::condition_variable_any changed_;
    std::map<std::string, std::shared_ptr<Driver>> drivers_;
    std::map<std::string, Device> devices_;
    Inbox inbox_;
    std::jthread thread_;
};

}  // namespace limner
