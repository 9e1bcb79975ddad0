#include "virtual_device.h"

#include <thread>
#include <utility>

namespace limner::virtual_driver {

VirtualDevice::VirtualDevice(std::shared_ptr<DeviceState> state, std::unique_ptr<PictureSource> source,
                             std::vector<driver::Option> options)
    : state_(std::move(state)), maker_(state_->config, std::move(source)) {
    const auto& without = state_->config.without_options;
    std::erase_if(options, [&](const driver::Option& option) {
        return std::find(without.begin(), without.end(), option.name) != without.end();
    });
    options_ = driver::OptionList(std::move(options));
}

VirtualDevice::~VirtualDevice() { (void)state_->strike(moment(Call::close)); }

Moment VirtualDevice::moment(Call call) const {
    auto elapsed = is_started_ ? std::chrono::duration_cast<milliseconds>(Clock::now() - started_at_) : state_->age();
    return {call, frames_, elapsed, rows_, is_started_ && is_still_};
}

std::vector<driver::Option> VirtualDevice::options() {
    driver::Interruption::Call call(interruption_);
    (void)state_->strike(moment(Call::options), &call);
    return options_.all();
}

Result<void> VirtualDevice::set_option(std::string_view name, const driver::Value& value) {
    driver::Interruption::Call call(interruption_);
    if (auto struck = state_->strike(moment(Call::options), &call); !struck) return struck;
    return options_.set(name, value);
}

Result<void> VirtualDevice::start(const driver::Settings& wanted) {
    driver::Interruption::Call call(interruption_);
    frames_ = 0;
    rows_ = 0;
    is_started_ = false;
    is_still_ = wanted.purpose == driver::Purpose::still;
    if (auto struck = state_->strike(moment(Call::start), &call); !struck) return struck;
    if (!call.wait_until(Clock::now() + config().start_time)) return cancelled();
    started_at_ = Clock::now();
    is_started_ = true;
    begin();
    return {};
}

Result<void> VirtualDevice::stop() {
    driver::Interruption::Call call(interruption_);
    if (auto struck = state_->strike(moment(Call::stop), &call); !struck) return struck;
    is_started_ = false;
    if (!call.wait_until(Clock::now() + config().stop_time)) return cancelled();
    return {};
}

Result<driver::FrameView> VirtualDevice::grab(milliseconds slice) {
    driver::Interruption::Call call(interruption_);
    auto deadline = Clock::now() + slice;
    if (!is_started_) return Error{ErrorCode::invalid_argument, config().id + ": not started"};
    if (auto struck = state_->strike(moment(Call::grab), &call); !struck) return struck.error();
    auto frame = deliver(deadline, call);
    if (!state_->is_plugged()) return Error{ErrorCode::device_lost, config().id + ": unplugged"};
    return frame;
}

Result<std::optional<driver::FrameView>> VirtualDevice::wait_until_ready(Clock::time_point deadline,
                                                                         const driver::Interruption::Call& call) {
    auto lead = config().warm_up + (is_still_ ? config().still_time : milliseconds(0));
    auto warm_at = started_at_ + lead;
    if (Clock::now() < warm_at) {
        if (!call.wait_until(std::min(deadline, warm_at))) return cancelled();
        if (deadline < warm_at) return std::optional(driver::FrameView::progress());
    }
    if (Clock::now() >= ready_at()) return std::optional<driver::FrameView>{};
    if (!call.wait_until(std::min(deadline, ready_at()))) return cancelled();
    if (deadline >= ready_at()) return std::optional<driver::FrameView>{};
    bool is_scanner = config().device_class == driver::DeviceClass::document_scanner;
    auto hint = is_scanner ? driver::Hint::insert_document : driver::Hint::place_finger;
    return std::optional(driver::FrameView::waiting(hint));
}

Result<std::unique_ptr<driver::Device>> open_device(const std::shared_ptr<DeviceState>& state) {
    const DeviceConfig& config = state->config;
    if (!state->is_plugged()) return Error{ErrorCode::device_missing, config.id + ": not plugged in"};
    if (auto struck = state->strike({.call = Call::open, .elapsed = state->age()}); !struck) return struck.error();
    std::this_thread::sleep_for(config.open_time);
    auto source = open_source(config);
    if (!source) return source.error();
    if (config.device_class != driver::DeviceClass::document_scanner) {
        return std::unique_ptr<driver::Device>(std::make_unique<StreamDevice>(state, *std::move(source)));
    }
    auto first = (*source)->at(0);
    if (!first) return first.error();
    auto ppi = (*first)->ppi;
    return std::unique_ptr<driver::Device>(std::make_unique<ScanDevice>(state, *std::move(source), ppi));
}

}  // namespace limner::virtual_driver
