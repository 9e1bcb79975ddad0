#include "replay_device.h"

#include <algorithm>
#include <utility>

namespace limner::replay {
namespace {

using simulation::RecordedPicture;

constexpr std::size_t max_band_bytes = 4u << 20;

std::vector<driver::Option> options_of(const simulation::RecordedDevice& device) {
    std::vector<driver::Option> options;
    for (const Option& recorded : device.options) {
        driver::Option option{.name = recorded.name, .unit = recorded.unit, .value = recorded.value};
        if (recorded.range) {
            option.minimum = recorded.range->minimum;
            option.maximum = recorded.range->maximum;
            option.step = recorded.range->step;
        }
        option.choices = recorded.choices;
        option.is_active = recorded.is_active;
        option.is_advanced = recorded.is_advanced;
        options.push_back(std::move(option));
    }
    return options;
}

driver::FrameView view_of(const Tape::Cue& cue, const RecordedPicture& picture) {
    driver::FrameView view;
    view.width = picture.image.width();
    view.height = picture.image.height();
    view.format = picture.image.format();
    view.pixels = picture.image.bytes();
    view.sequence = cue.sequence;
    view.exposed_at = cue.exposed_at;
    view.ppi_x = picture.ppi_x;
    view.ppi_y = picture.ppi_y;
    view.side = static_cast<int>(picture.side);
    view.light = static_cast<int>(picture.light);
    view.sheet = picture.sheet;
    return view;
}

}  // namespace

ReplayDevice::ReplayDevice(simulation::RecordingReader reader, const ReplaySettings& settings)
    : is_scanner_(reader.device().info.device_class == DeviceClass::document_scanner),
      settings_(settings),
      options_(options_of(reader.device())),
      tape_(std::move(reader), {.speed = settings.speed, .loops = settings.loops && !is_scanner_}) {}

Result<void> ReplayDevice::start(const driver::Settings&) {
    idle_ = driver::FrameView::progress();
    shown_.reset();
    next_row_.reset();
    has_scan_ended_ = false;
    is_started_ = true;
    auto begun = tape_.begin(Clock::now(), scans_done_);
    if (begun && !*begun && settings_.loops && scans_done_ > 0) {
        scans_done_ = 0;
        begun = tape_.begin(Clock::now());
    }
    return begun ? Result<void>{} : begun.error();
}

Result<void> ReplayDevice::stop() {
    is_started_ = false;
    return {};
}

driver::FrameView ReplayDevice::end_scan() {
    has_scan_ended_ = true;
    return driver::FrameView::end();
}

Result<driver::FrameView> ReplayDevice::at_the_end() {
    if (!is_scanner_) return Error{ErrorCode::device_lost, "the recording has ended"};
    ++scans_done_;
    return end_scan();
}

driver::FrameView ReplayDevice::next_band() {
    const auto& picture = std::get<RecordedPicture>(shown_->event->what);
    driver::FrameView view = view_of(*shown_, picture);
    auto pixel_bytes = static_cast<std::size_t>(bytes_per_pixel(picture.image.format()));
    std::size_t row_bytes = pixel_bytes * static_cast<std::size_t>(view.width);
    int first = next_row_.value_or(0);
    int rows = view.height;
    if (row_bytes > 0) {
        rows = std::clamp(static_cast<int>(max_band_bytes / row_bytes), 1, view.height - first);
        view.pixels = view.pixels.subspan(static_cast<std::size_t>(first) * row_bytes,
                                          static_cast<std::size_t>(rows) * row_bytes);
    }
    view.total_rows = view.height;
    view.is_last_band = first + rows == view.height;
    view.first_row = first;
    view.height = rows;
    next_row_ = view.is_last_band ? std::nullopt : std::optional(first + rows);
    return view;
}

Result<driver::FrameView> ReplayDevice::play(const Tape::Cue& cue) {
    tape_.take();
    if (const auto* waiting = std::get_if<Waiting>(&cue.event->what)) {
        return idle_ = driver::FrameView::waiting(static_cast<driver::Hint>(waiting->hint));
    }
    if (const auto* progress = std::get_if<Progress>(&cue.event->what)) {
        return idle_ = driver::FrameView::progress(static_cast<float>(progress->done_0_1.value_or(-1)));
    }
    if (std::holds_alternative<ScanEnd>(cue.event->what)) {
        ++scans_done_;
        return is_scanner_ ? end_scan() : idle_;
    }
    idle_ = driver::FrameView::progress();
    shown_ = cue;
    return is_scanner_ ? next_band() : view_of(*shown_, std::get<RecordedPicture>(shown_->event->what));
}

Result<driver::FrameView> ReplayDevice::grab(std::chrono::milliseconds slice) {
    driver::Interruption::Call call(interruption_);
    auto deadline = Clock::now() + slice;
    if (!is_started_) return Error{ErrorCode::invalid_argument, "not started"};
    if (next_row_) return next_band();
    if (has_scan_ended_) return driver::FrameView::end();
    auto cue = tape_.peek(Clock::now());
    if (!cue) return cue.error();
    if (!*cue) return at_the_end();
    if (!call.wait_until(std::min(deadline, (*cue)->due))) return Error{ErrorCode::cancelled, "cancelled"};
    if (deadline < (*cue)->due) return idle_;
    return play(**cue);
}

}  // namespace limner::replay
