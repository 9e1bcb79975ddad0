#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/device/device_hub.h>
#include <limner/frame/frame.h>
#include <limner/frame/page.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace limner {

/// What a device waits for a person to do.
enum class Hint { none, place_finger, lift_finger, insert_document, press_button };
std::string_view name_of(Hint hint) noexcept;

/// Healthy, without a picture yet.
struct Waiting {
    Hint hint = Hint::none;
};
struct Progress {
    std::optional<double> done_0_1{};
};
struct ScanEnd {};

using FrameOrWaiting = std::variant<Frame, Waiting, Progress>;
using PageOrWaiting = std::variant<Page, Waiting, Progress, ScanEnd>;

struct StartSettings {
    bool is_still = false;  ///< Full quality for a capture, not for a preview.
    int width = 0;          ///< 0: the device's best.
    int height = 0;
    Settings options{};  ///< Applied before the start; one that the device lacks is an error here.
};

/// One physical device, opened by this process alone. One thread at a time uses it; cancel() may come from another.
/// Every call returns by its deadline even where the driver hangs: the device then answers device_stalled for good.
/// Integrators normally use a Slot, which replaces a device that fails.
class OpenDevice {
public:
    OpenDevice(OpenDevice&&) noexcept;
    OpenDevice& operator=(OpenDevice&&) noexcept;
    ~OpenDevice();

    const DeviceInfo& info() const noexcept;
    Result<std::vector<Option>> options(const Until& until);
    Result<void> set_option(const std::string& name, const OptionValue& value, const Until& until);
    Result<void> start(const StartSettings& settings, const Until& until);
    Result<void> stop(const Until& until);

protected:
    struct Impl;
    explicit OpenDevice(std::unique_ptr<Impl> impl);
    static Result<std::unique_ptr<Impl>> open(const DeviceHub& hub, const std::string& id, DeviceClass wanted,
                                              const Until& until);
    std::unique_ptr<Impl> impl_;
};

class Camera final : public OpenDevice {
public:
    static Result<Camera> open(const DeviceHub& hub, const std::string& id, const Until& until);
    /// The next frame exposed after this call began.
    Result<Frame> grab(const Until& until);

private:
    using OpenDevice::OpenDevice;
};

class FingerprintReader final : public OpenDevice {
public:
    static Result<FingerprintReader> open(const DeviceHub& hub, const std::string& id, const Until& until);
    /// The next frame, or what the reader waits for; a slice at a time.
    Result<FrameOrWaiting> grab(const Until& until);

private:
    using OpenDevice::OpenDevice;
};

class DocumentScanner final : public OpenDevice {
public:
    static Result<DocumentScanner> open(const DeviceHub& hub, const std::string& id, const Until& until);
    /// The next whole page, progress, or the end of the scan; a slice at a time.
    Result<PageOrWaiting> scan(const Until& until);

private:
    using OpenDevice::OpenDevice;
};

}  // namespace limner
