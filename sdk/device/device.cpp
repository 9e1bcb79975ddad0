#include "device/computing.h"
#include "device/convert.h"
#include "device/hub.h"
#include "device/page_assembler.h"

#include <limner/device/device.h>

namespace limner {
namespace {

constexpr std::chrono::milliseconds slice{100};

}  // namespace

struct OpenDevice::Impl {
    LeasedLane device;
    PageAssembler page;
    Computing computing;

    explicit Impl(LeasedLane opened) : device(std::move(opened)), page(device.info.id), computing(device.info.id) {}
    Result<Grabbed> grab(const Until& until) {
        return device.lane->grab(slice, stall_limit_for(device.info.device_class), until);
    }
};

OpenDevice::OpenDevice(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OpenDevice::OpenDevice(OpenDevice&&) noexcept = default;
OpenDevice& OpenDevice::operator=(OpenDevice&&) noexcept = default;
OpenDevice::~OpenDevice() = default;

const DeviceInfo& OpenDevice::info() const noexcept { return impl_->device.info; }

Result<std::unique_ptr<OpenDevice::Impl>> OpenDevice::open(const DeviceHub& hub, const std::string& id,
                                                           DeviceClass wanted, const Until& until) {
    auto opened = hub.impl()->open(id, "this program", HoldAs::use, lane_limits_for(wanted), until);
    if (!opened) return opened.error();
    if (opened->info.device_class != wanted)
        return Error{ErrorCode::invalid_argument, id + " is a " + std::string(name_of(opened->info.device_class)) +
                                                      ", not a " + std::string(name_of(wanted))};
    return std::make_unique<Impl>(*std::move(opened));
}

Result<std::vector<Option>> OpenDevice::options(const Until& until) {
    auto raw = impl_->device.lane->options(until);
    if (!raw) return raw.error();
    return options_from(*raw);
}

Result<void> OpenDevice::set_option(const std::string& name, const OptionValue& value, const Until& until) {
    return impl_->device.lane->set_option(name, value, until);
}

Result<void> OpenDevice::start(const StartSettings& settings, const Until& until) {
    for (const auto& [name, value] : settings.options) {
        if (auto set = set_option(name, value, until); !set) return set;
    }
    auto purpose = settings.is_still ? driver::Purpose::still : driver::Purpose::preview;
    return impl_->device.lane->start({purpose, settings.width, settings.height}, until);
}

Result<void> OpenDevice::stop(const Until& until) { return impl_->device.lane->stop(until); }

Result<Camera> Camera::open(const DeviceHub& hub, const std::string& id, const Until& until) {
    auto impl = OpenDevice::open(hub, id, DeviceClass::camera, until);
    if (!impl) return impl.error();
    return Camera(*std::move(impl));
}

Result<Frame> Camera::grab(const Until& until) {
    auto asked_at = Clock::now();
    while (true) {
        auto grabbed = impl_->grab(until);
        if (!grabbed) return grabbed.error();
        const auto* image = std::get_if<DriverImage>(&*grabbed);
        if (image && image->exposed_at >= asked_at) return frame_from(*image, info().id, impl_->computing, until);
    }
}

Result<FingerprintReader> FingerprintReader::open(const DeviceHub& hub, const std::string& id, const Until& until) {
    auto impl = OpenDevice::open(hub, id, DeviceClass::fingerprint_reader, until);
    if (!impl) return impl.error();
    return FingerprintReader(*std::move(impl));
}

Result<FrameOrWaiting> FingerprintReader::grab(const Until& until) {
    auto grabbed = impl_->grab(until);
    if (!grabbed) return grabbed.error();
    if (const auto* waiting = std::get_if<LaneWaiting>(&*grabbed))
        return FrameOrWaiting(Waiting{hint_from(waiting->hint)});
    const auto* image = std::get_if<DriverImage>(&*grabbed);
    if (!image) return FrameOrWaiting(Progress{});
    auto frame = frame_from(*image, info().id, impl_->computing, until);
    if (!frame) return frame.error();
    return FrameOrWaiting(*std::move(frame));
}

Result<DocumentScanner> DocumentScanner::open(const DeviceHub& hub, const std::string& id, const Until& until) {
    auto impl = OpenDevice::open(hub, id, DeviceClass::document_scanner, until);
    if (!impl) return impl.error();
    return DocumentScanner(*std::move(impl));
}

Result<PageOrWaiting> DocumentScanner::scan(const Until& until) {
    auto grabbed = impl_->grab(until);
    if (!grabbed) return grabbed.error();
    return impl_->page.take(*grabbed);
}

Result<std::vector<Option>> DeviceHub::options(const std::string& id, const Until& until) const {
    auto limits = lane_limits_for(impl_->class_of(id).value_or(DeviceClass::camera));
    auto opened = impl_->open(id, "an options query", HoldAs::use, limits, until);
    if (!opened) return opened.error();
    auto raw = opened->lane->options(until);
    if (!raw) return raw.error();
    return options_from(*raw);
}

}  // namespace limner
