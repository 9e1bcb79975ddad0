#pragma once

#include <limner/base/result.h>
#include <limner/base/subscription.h>
#include <limner/base/until.h>
#include <limner/capture/event.h>
#include <limner/capture/failover_policy.h>
#include <limner/capture/runtime.h>
#include <limner/device/device.h>
#include <limner/device/options.h>
#include <limner/frame/frame.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// A place at the counter: a role that one device at a time fills, a primary and its spares in order.
struct SlotConfig {
    std::string name{};
    std::vector<std::string> candidates{};  ///< Ids or patterns ("v4l2/*"), the primary first.
    /// Slots of document scanners: cameras, by id or pattern, that serve while no candidate does. A scan then brings
    /// the page that lies under the camera, its resolution unknown, and the record says so.
    std::vector<std::string> stand_ins{};
    DeviceClass device_class = DeviceClass::camera;
    FailoverPolicy failover{};
    Settings settings{};  ///< Wanted options; they follow the role to a spare.
    int width = 0;        ///< Cameras: wanted picture; 0: the device's best.
    int height = 0;
};

/// A slot keeps its role served: it opens the first candidate that works, replaces one that fails within the same
/// capture, stays usable when its last device dies, and refills on plug-in.
///
/// Threads: any thread may call any function; captures on one slot are serialised. Callbacks run on the thread named at
/// each function, with no lock held. A slot must go before its Runtime.
class Slot {
public:
    /// Succeeds with no device connected, too: the first capture then waits for one until its deadline. Errors:
    /// invalid_argument (no name, no candidate, stand-ins for another class than scanners).
    static Result<Slot> open(Runtime& runtime, SlotConfig config);
    /// The short form: any device of a class, e.g. "any camera", "any fingerprint reader", "any document scanner".
    static Result<Slot> open(Runtime& runtime, std::string_view any);

    Slot(Slot&&) noexcept;
    Slot& operator=(Slot&&) noexcept;
    ~Slot();

    const SlotConfig& config() const noexcept;
    /// The device in use; nothing where none serves.
    std::optional<DeviceInfo> device() const;

    /// Calls `on_event` for every event, on a thread of the slot; events come in order and none is lost. Replaces the
    /// previous callback; an empty one ends it. Returns when the previous one is not running any more, unless called
    /// from within it.
    void on_event(std::function<void(const SlotEvent&)> on_event);
    /// The same by polling: the next event that no call returned yet (the latest 256 are kept). Errors: timed_out,
    /// cancelled.
    Result<SlotEvent> next_event(const Until& until);

    /// Live pictures on a thread of the slot, the latest only, during captures too, over switches and outages.
    Subscription preview(std::function<void(const Frame&)> on_frame);

    /// The next frame exposed after this call began, of whichever device serves. Cameras and readers. Errors:
    /// timed_out, cancelled, and the device's own where no candidate is left within the policy's switches.
    Result<Frame> next_frame(const Until& until);

    /// Changes to the next candidate now (an officer's button). device_missing where there is none.
    Result<void> switch_now(const Until& until);

    /// Somebody has moved the document or the finger; ends the wait of `confirm_moves`.
    void confirm();

    /// Gives the devices back to the system until the next use.
    Result<void> release(const Until& until);

    struct Impl;
    Impl& impl() noexcept { return *impl_; }

private:
    explicit Slot(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace limner
