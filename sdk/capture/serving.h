#pragma once

#include "capture/stream_watch.h"
#include "device/hub.h"

#include <limner/record/provenance.h>

#include <optional>
#include <string>
#include <vector>

namespace limner {

/// A device that serves the slot or stands ready to. Its lane is used by the capture in progress alone.
struct Serving {
    LeasedLane device;
    std::vector<std::string> settings_not_mapped;
    StreamWatch watch;
    Clock::time_point opened_at{};
    Clock::time_point alive_at{};                   ///< Last frame, or other sign of health.
    Clock::time_point used_at{};                    ///< End of the last grab.
    std::optional<Clock::time_point> good_at{};     ///< Last good frame.
    bool is_stop_due = false;                       ///< The last session left before its stop was over.
    bool is_in_doubt = false;                       ///< The last session left a call in the middle.
    std::optional<Clock::time_point> good_since{};  ///< First one that nothing was wrong with.

    bool is_stand_in = false;          ///< Of another class than the slot's.
    std::optional<bool> is_still{};    ///< A camera: started for stills, or for its stream; absent: opened only.
    std::optional<bool> has_stills{};  ///< Its option "still", once it was asked.

    /// Starts a camera that was opened only, or changes between its stream and its stills; `width` and `height` are
    /// wanted of both.
    Result<void> restart(bool as_still, int width, int height, const Until& until);

    const std::string& id() const noexcept { return device.info.id; }
    bool is_camera() const noexcept { return device.info.device_class == DeviceClass::camera; }
    DeviceOrigin origin() const {
        return {device.info.id, device.info.name, device.info.driver, device.driver_version, is_stand_in};
    }
};

}  // namespace limner
