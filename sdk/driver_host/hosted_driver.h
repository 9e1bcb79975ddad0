#pragma once

#include "driver/driver_module.h"
#include "driver/module_device.h"
#include "driver_host/frame_out.h"

#include <limner/base/result.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace limner {

/// The module and, in a device's process, its one device. One thread calls everything but cancel() and lend().
class HostedDriver {
public:
    /// Where messages of a request go before its end.
    using Emit = std::function<void(MessageKind, std::vector<std::byte>)>;

    /// Loads and initialises; the module's version.
    Result<std::string> load(const DriverManifest& manifest, ModuleServices services);
    Result<void> enumerate(const Emit& emit);
    Result<void> open(const std::string& id, std::size_t max_band_bytes);
    Result<void> options(const Emit& emit);
    Result<void> set_option(const OptionChange& change);
    Result<void> start(const driver::Settings& settings);
    Result<void> stop();
    /// Answers with a frame or need_memory by `emit`.
    Result<void> grab(std::chrono::milliseconds slice, std::uint32_t place, const Emit& emit);

    /// Closes the device and unloads the module; the last call.
    void close();

    void cancel() noexcept { device_.cancel(); }
    void lend(FrameMemory memory);

private:
    Result<void> give(std::uint32_t place, const Emit& emit);
    Result<void> needs_device() const;

    std::shared_ptr<DriverModule> module_{};
    ModuleDevice device_{};
    std::mutex memory_mutex_;
    std::optional<FrameMemory> lent_{};    ///< Not yet in use: the thread of the requests takes it over.
    std::optional<FrameMemory> memory_{};  ///< Of that thread alone.
    std::optional<FrameOut> out_{};
};

}  // namespace limner
