#include "sane_device.h"

#include "sane_option_access.h"
#include "sane_options.h"

#include <utility>

namespace limner::sane {
namespace {

using driver::FrameView;

/// How long calls that need a scan to be over wait for its thread.
constexpr std::chrono::milliseconds settle_limit{1'500};
/// How long an ending scanner may take before its thread is left to itself.
constexpr std::chrono::milliseconds close_limit{3'000};

}  // namespace

SaneDevice::~SaneDevice() {
    retire_reader(limits_.next_data);
    if (!retired_ || is_settled(Clock::now() + close_limit)) return;
    retired_->abandon();
}

std::vector<driver::Option> SaneDevice::options() {
    bool is_free = !reader_ && !is_between_sheets_ && is_settled(Clock::now() + settle_limit);
    if (is_free) options_ = list_options(*handle_);
    return options_;
}

Result<void> SaneDevice::set_option(std::string_view name, const driver::Value& value) {
    bool is_free = !reader_ && !is_between_sheets_ && is_settled(Clock::now() + settle_limit);
    if (!is_free)
        return Error{ErrorCode::device_busy, "option '" + std::string(name) + "': a scan is running; stop it first"};
    return sane::set_option(*handle_, name, value);
}

Result<void> SaneDevice::start(const driver::Settings&) {
    if (auto stopped = stop(); !stopped) return stopped;
    if (!is_settled(Clock::now() + settle_limit))
        return Error{ErrorCode::device_stalled, "the scanner has not ended its last scan"};
    options_ = list_options(*handle_);
    auto source = read_text(*handle_, "source");
    is_batch_ = is_feeder(type_, source);
    is_duplex_ = source && source_kind(*source) == Source::duplex_feeder;
    auto dpi = read_number(*handle_, "resolution");
    auto dpi_x = read_number(*handle_, "x-resolution"), dpi_y = read_number(*handle_, "y-resolution");
    ppi_x_ = dpi_x ? dpi_x : dpi;
    ppi_y_ = dpi_y ? dpi_y : dpi;
    is_started_ = true;
    has_ended_ = false;
    pages_ = 0;
    sequence_ = 0;
    return {};
}

Result<void> SaneDevice::stop() {
    is_started_ = false;
    retire_reader(limits_.next_data);
    bool is_settled_now = is_settled(Clock::now() + settle_limit);
    if (is_settled_now && std::exchange(is_between_sheets_, false)) sane_cancel(handle_->raw());
    return {};
}

void SaneDevice::cancel() noexcept {
    std::lock_guard lock(mutex_);
    if (!is_grabbing_) return;
    is_cancelled_ = true;
    if (reader_) reader_->cancel();
}

bool SaneDevice::is_cancelled() {
    std::lock_guard lock(mutex_);
    return is_cancelled_;
}

Result<FrameView> SaneDevice::grab(std::chrono::milliseconds slice) {
    {
        std::lock_guard lock(mutex_);
        is_grabbing_ = true;
        is_cancelled_ = false;
    }
    auto result = grab_until(Clock::now() + slice);
    std::unique_lock lock(mutex_);
    is_grabbing_ = false;
    if (!is_cancelled_) return result;
    lock.unlock();
    retire_reader(limits_.next_data);
    return Error{ErrorCode::cancelled, "the scan was cancelled"};
}

Result<FrameView> SaneDevice::grab_until(Clock::time_point deadline) {
    if (!is_started_) return Error{ErrorCode::invalid_argument, "the scanner has not been started"};
    if (has_ended_) return FrameView::end();
    if (!reader_) {
        if (!is_settled(deadline)) return still_ending();
        begin_page();
    }
    auto news = reader_->wait(deadline);
    if (news) return show(*news);
    bool is_hung = news.error().code == ErrorCode::device_stalled;
    retire_reader(is_hung ? std::chrono::milliseconds{0} : limits_.next_data);
    return news.error();
}

void SaneDevice::begin_page() {
    auto reader = PageReader::begin(handle_, limits_, is_batch_);
    reader->recycle(std::exchange(shown_.pixels, {}));
    is_between_sheets_ = false;
    std::lock_guard lock(mutex_);
    reader_ = std::move(reader);
    if (is_cancelled_) reader_->cancel();
}

void SaneDevice::retire_reader(std::chrono::milliseconds patience) {
    std::lock_guard lock(mutex_);
    if (!reader_) return;
    reader_->cancel();
    retired_ = std::exchange(reader_, nullptr);
    retired_until_ = Clock::now() + patience;
}

bool SaneDevice::is_settled(Clock::time_point deadline) {
    if (retired_ && retired_->has_ended(deadline)) retired_.reset();
    return !retired_;
}

Result<FrameView> SaneDevice::still_ending() const {
    if (Clock::now() < retired_until_) return FrameView::progress();
    return Error{ErrorCode::device_stalled, "the scanner does not come back from its last scan"};
}

Result<FrameView> SaneDevice::show(PageReader::News& news) {
    if (auto* band = std::get_if<Band>(&news)) return show_band(std::move(*band));
    if (const auto* busy = std::get_if<PageReader::Busy>(&news))
        return FrameView::progress(static_cast<float>(busy->done_0_1.value_or(-1)));
    retire_reader(limits_.next_data);
    if (pages_ == 0) return std::get<PageReader::NoSheet>(news).error;
    has_ended_ = true;
    return FrameView::end();
}

FrameView SaneDevice::show_band(Band band) {
    reader_->recycle(std::exchange(shown_, std::move(band)).pixels);
    FrameView view;
    view.width = shown_.width;
    view.height = shown_.rows;
    view.format = shown_.format;
    view.pixels = shown_.pixels;
    view.sequence = ++sequence_;
    view.exposed_at = reader_->began_at();
    view.ppi_x = ppi_x_;
    view.ppi_y = ppi_y_;
    view.side = is_duplex_ ? pages_ % 2 : 0;
    view.sheet = is_duplex_ ? pages_ / 2 + 1 : pages_ + 1;
    view.first_row = shown_.first_row;
    view.total_rows = shown_.total_rows.value_or(0);
    view.is_last_band = shown_.is_last;
    view.is_damaged = shown_.is_damaged;
    if (!shown_.is_last) return view;
    ++pages_;
    has_ended_ = !is_batch_;
    is_between_sheets_ = is_batch_;
    retire_reader(limits_.next_data);
    return view;
}

}  // namespace limner::sane
