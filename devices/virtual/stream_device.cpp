#include "virtual_device.h"

#include <algorithm>
#include <utility>

namespace limner::virtual_driver {
namespace {

std::vector<driver::Option> options_for(const DeviceConfig& config) {
    std::vector<driver::Option> options{{.name = "led", .value = false}};
    if (config.still_width || config.still_height) options.push_back({.name = "still", .value = true});
    if (config.device_class == driver::DeviceClass::fingerprint_reader) {
        options.push_back(
            {.name = "gain", .value = std::int64_t{50}, .minimum = 0, .maximum = 100, .step = 1, .is_advanced = true});
        return options;
    }
    options.push_back({.name = "exposure", .unit = "ms", .value = 10.0, .minimum = 0.1, .maximum = 100});
    options.push_back({.name = "focus", .value = std::int64_t{50}, .minimum = 0, .maximum = 100, .step = 1});
    options.push_back({.name = "zoom", .value = 1.0, .minimum = 1, .maximum = 4, .step = 0.1});
    options.push_back({.name = "white_balance",
                       .value = std::string("auto"),
                       .choices = {"auto", "daylight", "fluorescent", "incandescent"}});
    return options;
}

}  // namespace

StreamDevice::StreamDevice(const std::shared_ptr<DeviceState>& state, std::unique_ptr<PictureSource> source)
    : VirtualDevice(state, std::move(source), options_for(state->config)),
      period_(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(1 / config().fps))) {}

void StreamDevice::begin() {
    if (is_taking_stills())
        maker_.resize(config().still_width, config().still_height);
    else
        maker_.resize(config().width, config().height);
    clock_ = TickClock(ready_at(), period_, static_cast<std::size_t>(config().queue));
    pending_.reset();
    first_sequence_ = state_->next_sequence.load();
}

const StreamDevice::Pending& StreamDevice::next_picture(Clock::time_point now) {
    bool keeps_old = config().queue > 0;
    if (pending_ && !keeps_old && now > pending_->tick.at + pending_->faults.extra + 2 * period_) {
        pending_->tick = clock_.peek(now);
    }
    if (!pending_) pending_ = Pending{clock_.peek(now), state_->script.strike_picture(moment(Call::grab))};
    return *pending_;
}

Result<driver::FrameView> StreamDevice::deliver(Clock::time_point deadline, const driver::Interruption::Call& call) {
    auto waiting = wait_until_ready(deadline, call);
    if (!waiting) return waiting.error();
    if (*waiting) return **waiting;
    Pending picture = next_picture(Clock::now());
    auto due = picture.tick.at + picture.faults.extra;
    if (!call.wait_until(std::min(due, deadline))) return cancelled();
    if (deadline < due) return driver::FrameView::progress();
    pending_.reset();
    clock_.take(picture.tick);
    std::uint64_t sequence = first_sequence_ + picture.tick.index;
    auto frame = maker_.make({frames_, sequence, picture.tick.at}, picture.faults);
    if (!frame) return frame;
    frame->sequence = sequence;
    frame->exposed_at = picture.tick.at;
    state_->next_sequence = std::max(state_->next_sequence.load(), sequence + 1);
    ++frames_;
    return frame;
}

}  // namespace limner::virtual_driver
