#pragma once

#include "driver/call_limits.h"
#include "driver/call_thread.h"
#include "driver/driver_frame.h"
#include "driver/driver_module.h"

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/driver/driver.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace limner {

/// What a grab brought beside an image.
struct LaneWaiting {
    driver::Hint hint = driver::Hint::none;
};
struct LaneProgress {
    std::optional<double> done_0_1{};
};
struct LaneEnd {};
using Grabbed = std::variant<DriverImage, LaneWaiting, LaneProgress, LaneEnd>;

/// One open device and the one thread that talks to it, the same whether the driver runs here or elsewhere. Every call
/// returns by its deadline; a driver that does not return costs its lane, not its caller. One thread at a time calls
/// it; cancel() and is_stalled() may come from any.
class Lane {
public:
    virtual ~Lane() = default;

    virtual Result<std::vector<driver::Option>> options(const Until& until) = 0;
    virtual Result<void> set_option(const std::string& name, const driver::Value& value, const Until& until) = 0;
    virtual Result<void> start(const driver::Settings& settings, const Until& until) = 0;
    virtual Result<void> stop(const Until& until) = 0;
    /// Asks the driver to answer within `slice`; gives it up, as device_stalled, when it has not after `limit`.
    virtual Result<Grabbed> grab(std::chrono::milliseconds slice, std::chrono::milliseconds limit,
                                 const Until& until) = 0;
    virtual void cancel() noexcept = 0;
    virtual bool is_stalled() const = 0;
};

/// Opens a device of a module in this process, on a thread of its own. `module` is initialised.
Result<std::unique_ptr<Lane>> open_lane_in_process(std::shared_ptr<DriverModule> module, const std::string& id,
                                                   std::shared_ptr<ImagePool> pool, const LaneLimits& limits,
                                                   const Until& until);

}  // namespace limner
