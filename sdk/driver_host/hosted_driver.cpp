#include "driver_host/hosted_driver.h"

#include "driver/abi_convert.h"

namespace limner {

void HostedDriver::close() {
    auto* device = device_.exchange(nullptr);
    if (device) {
        DriverError ignored;
        module_->table().stop(device, ignored.raw());
        module_->table().close(device);
    }
    module_.reset();
}

Result<void> HostedDriver::checked(std::int32_t code, const DriverError& error) const {
    if (code == 0) return {};
    return Error{static_cast<ErrorCode>(code), error.text()};
}

Result<limner_device_v0*> HostedDriver::device() const {
    auto* open = device_.load();
    if (!open) return Error{ErrorCode::invalid_argument, "no device is open"};
    return open;
}

Result<std::string> HostedDriver::load(const DriverManifest& manifest, ModuleServices services) {
    auto module = DriverModule::load(manifest, std::move(services));
    if (!module) return module.error();
    if (auto ready = (*module)->initialise(); !ready) return ready.error();
    module_ = *std::move(module);
    return module_->version();
}

Result<void> HostedDriver::enumerate(const Emit& emit) {
    if (!module_) return Error{ErrorCode::invalid_argument, "no module is loaded"};
    DriverError error;
    auto take = [](void* to, const limner_listing_v0* raw) {
        ListedDevice device{raw->device_class, raw->id ? raw->id : "", raw->name ? raw->name : ""};
        (*static_cast<const Emit*>(to))(MessageKind::listing, body_of(device));
    };
    auto code = module_->table().enumerate(module_->instance(), take, const_cast<Emit*>(&emit), error.raw());
    return checked(code, error);
}

Result<void> HostedDriver::open(const std::string& id, std::size_t max_band_bytes) {
    if (!module_ || device_.load()) return Error{ErrorCode::invalid_argument, "a process opens one device"};
    id_ = id;
    out_.emplace(max_band_bytes);
    DriverError error;
    limner_device_v0* opened = nullptr;
    auto done = checked(module_->table().open(module_->instance(), id.c_str(), &opened, error.raw()), error);
    if (done && !opened) return Error{ErrorCode::internal, "the driver opened nothing"};
    if (done) device_ = opened;
    return done;
}

Result<void> HostedDriver::options(const Emit& emit) {
    auto open = device();
    if (!open) return open.error();
    DriverError error;
    auto take = [](void* to, const limner_option_v0* raw) {
        (*static_cast<const Emit*>(to))(MessageKind::option, body_of(option_from(*raw)));
    };
    return checked(module_->table().options(*open, take, const_cast<Emit*>(&emit), error.raw()), error);
}

Result<void> HostedDriver::set_option(const OptionChange& change) {
    auto open = device();
    if (!open) return open.error();
    auto value = driver::detail::to_abi(change.value);
    DriverError error;
    return checked(module_->table().set_option(*open, change.name.c_str(), &value, error.raw()), error);
}

Result<void> HostedDriver::start(std::int32_t purpose, std::int32_t width, std::int32_t height) {
    auto open = device();
    if (!open) return open.error();
    limner_start_v0 wanted{sizeof wanted, purpose, width, height};
    DriverError error;
    out_->drop();
    return checked(module_->table().start(*open, &wanted, error.raw()), error);
}

Result<void> HostedDriver::stop() {
    auto open = device();
    if (!open) return open.error();
    DriverError error;
    out_->drop();
    return checked(module_->table().stop(*open, error.raw()), error);
}

Result<void> HostedDriver::grab(std::uint64_t slice_ms, std::uint32_t place, const Emit& emit) {
    auto open = device();
    if (!open) return open.error();
    {
        std::lock_guard lock(memory_mutex_);
        if (lent_) memory_.emplace(*std::exchange(lent_, std::nullopt));
    }
    if (!memory_ || place >= memory_->places()) return Error{ErrorCode::invalid_argument, "no memory was lent"};
    if (out_->has_more()) return give(place, emit);
    limner_frame_v0 raw{};
    raw.struct_size = sizeof raw;
    raw.buffer = memory_->place(place).data();
    raw.buffer_bytes = memory_->place_bytes();
    DriverError error;
    if (auto done = checked(module_->table().grab(*open, slice_ms, &raw, error.raw()), error); !done) return done;
    if (raw.outcome != LIMNER_OUTCOME_IMAGE) {
        emit(MessageKind::frame, body_of(PlacedFrame{raw, place}));
        return {};
    }
    if (auto begun = out_->begin(raw); !begun) return begun;
    return give(place, emit);
}

Result<void> HostedDriver::give(std::uint32_t place, const Emit& emit) {
    auto needed = out_->next_bytes();
    if (needed > memory_->place_bytes()) {
        emit(MessageKind::need_memory, BodyWriter().put(static_cast<std::uint64_t>(needed)).take());
        return {};
    }
    auto piece = out_->take(memory_->place(place));
    piece.place = place;
    emit(MessageKind::frame, body_of(piece));
    return {};
}

void HostedDriver::cancel() noexcept {
    if (auto* open = device_.load()) module_->table().cancel(open);
}

void HostedDriver::lend(FrameMemory memory) {
    std::lock_guard lock(memory_mutex_);
    lent_.emplace(std::move(memory));
}

}  // namespace limner
