#include "driver_host/hosted_driver.h"

namespace limner {

void HostedDriver::close() {
    device_.close();
    module_.reset();
}

Result<void> HostedDriver::needs_device() const {
    if (!device_.is_open()) return Error{ErrorCode::invalid_argument, "no device is open"};
    return {};
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
    auto listed = devices_listed_by(*module_);
    if (!listed) return listed.error();
    for (const ListedDevice& device : *listed) emit(MessageKind::listing, body_of(device));
    return {};
}

Result<void> HostedDriver::open(const std::string& id, std::size_t max_band_bytes) {
    if (!module_ || device_.is_open()) return Error{ErrorCode::invalid_argument, "a process opens one device"};
    out_.emplace(max_band_bytes);
    return device_.open(module_, id);
}

Result<void> HostedDriver::options(const Emit& emit) {
    if (auto open = needs_device(); !open) return open;
    auto options = device_.options();
    if (!options) return options.error();
    for (const driver::Option& option : *options) emit(MessageKind::option, body_of(option));
    return {};
}

Result<void> HostedDriver::set_option(const OptionChange& change) {
    if (auto open = needs_device(); !open) return open;
    return device_.set_option(change.name, change.value);
}

Result<void> HostedDriver::start(const driver::Settings& settings) {
    if (auto open = needs_device(); !open) return open;
    out_->drop();
    return device_.start(settings);
}

Result<void> HostedDriver::stop() {
    if (auto open = needs_device(); !open) return open;
    out_->drop();
    return device_.stop();
}

Result<void> HostedDriver::grab(std::chrono::milliseconds slice, std::uint32_t place, const Emit& emit) {
    if (auto open = needs_device(); !open) return open;
    {
        std::lock_guard lock(memory_mutex_);
        if (lent_) memory_.emplace(*std::exchange(lent_, std::nullopt));
    }
    if (!memory_ || place >= memory_->places()) return Error{ErrorCode::invalid_argument, "no memory was lent"};
    if (out_->has_more()) return give(place, emit);
    limner_frame_v1 raw{};
    raw.buffer = memory_->place(place).data();
    raw.buffer_bytes = memory_->place_bytes();
    if (auto done = device_.grab(slice, raw); !done) return done;
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

void HostedDriver::lend(FrameMemory memory) {
    std::lock_guard lock(memory_mutex_);
    lent_.emplace(std::move(memory));
}

}  // namespace limner
