#pragma once

#include "driver/driver_module.h"
#include "driver_host/frame_out.h"

#include <limner/base/result.h>

#include <atomic>
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
    Result<void> start(std::int32_t purpose, std::int32_t width, std::int32_t height);
    Result<void> stop();
    /// Answers with a frame or need_memory by `emit`.
    Result<void> grab(std::uint64_t slice_ms, std::uint32_t place, const Emit& emit);

    /// Closes the device and unloads the module; the last call.
    void close();

    void cancel() noexcept;
    void lend(FrameMemory memory);

private:
    Result<void> give(std::uint32_t place, const Emit& emit);
    Result<limner_device_v0*> device() const;
    Result<void> checked(std::int32_t code, const DriverError& error) const;

    std::shared_ptr<DriverModule> module_{};
    std::string id_{};
    std::atomic<limner_device_v0*> device_ = nullptr;
    std::mutex memory_mutex_;
    std::optional<FrameMemory> lent_{};    ///< Not yet in use: the thread of the requests takes it over.
    std::optional<FrameMemory> memory_{};  ///< Of that thread alone.
    std::optional<FrameOut> out_{};
};

}  // namespace limner
