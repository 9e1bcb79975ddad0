#include "virtual_device.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace limner::virtual_driver {
namespace {

constexpr std::size_t max_band_bytes = 4u << 20;
constexpr double default_ppi = 150;

std::vector<driver::Option> options_for(const DeviceConfig& config, double ppi) {
    std::vector<std::string> sources{"platen"};
    if (config.sheets > 0) sources.emplace_back("adf");
    bool is_gray = config.format == PixelFormat::gray8;
    auto native = static_cast<std::int64_t>(std::lround(ppi));
    return {
        {.name = "dpi",
         .unit = "dpi",
         .value = native,
         .minimum = std::min(75.0, ppi),
         .maximum = std::max(600.0, ppi),
         .step = 1},
        {.name = "source", .value = std::string("platen"), .choices = sources},
        {.name = "mode", .value = std::string(is_gray ? "gray" : "color"), .choices = {"color", "gray"}},
    };
}

template <typename T>
T value_of(const driver::OptionList& options, std::string_view name, T otherwise) {
    const driver::Option* option = options.find(name);
    const T* value = option ? std::get_if<T>(&option->value) : nullptr;
    return value ? *value : otherwise;
}

}  // namespace

ScanDevice::ScanDevice(const std::shared_ptr<DeviceState>& state, std::unique_ptr<PictureSource> source,
                       std::optional<double> source_ppi)
    : VirtualDevice(state, std::move(source),
                    options_for(state->config, state->config.ppi.value_or(source_ppi.value_or(default_ppi)))) {}

void ScanDevice::begin() {
    bool feeds = value_of<std::string>(options_, "source", "platen") == "adf";
    sheets_left_ = feeds ? config().sheets : 1;
    page_.reset();
    band_faults_.reset();
}

Result<void> ScanDevice::begin_page() {
    page_began_ = Clock::now();
    sequence_ = state_->next_sequence++;
    auto native = static_cast<std::int64_t>(std::lround(maker_.ppi(frames_).value_or(default_ppi)));
    auto dpi = static_cast<double>(value_of(options_, "dpi", native));
    bool is_gray = value_of<std::string>(options_, "mode", "color") == "gray";
    auto page =
        maker_.make_page({frames_, sequence_, page_began_}, dpi, is_gray ? PixelFormat::gray8 : PixelFormat::rgb8);
    if (!page) return page.error();
    page_ = *page;
    rows_ = 0;
    return {};
}

driver::FrameView ScanDevice::band(int rows, const PictureFaults& faults) {
    driver::FrameView view = *page_;
    std::size_t row_bytes = view.pixels.size() / static_cast<std::size_t>(view.height);
    view.pixels =
        view.pixels.subspan(static_cast<std::size_t>(rows_) * row_bytes, static_cast<std::size_t>(rows) * row_bytes);
    if (faults.is_black) {
        black_.assign(view.pixels.size(), std::byte{0});
        view.pixels = black_;
    }
    view.is_last_band = rows_ + rows == view.height;
    view.total_rows = config().is_length_unknown && !view.is_last_band ? 0 : view.height;
    view.height = rows;
    view.first_row = rows_;
    view.sheet = static_cast<int>(frames_) + 1;
    view.sequence = sequence_;
    view.exposed_at = page_began_;
    spoil(view, faults);
    return view;
}

Result<driver::FrameView> ScanDevice::deliver(Clock::time_point deadline, const driver::Interruption::Call& call) {
    if (!page_ && sheets_left_ == 0) return driver::FrameView::end();
    auto waiting = wait_until_ready(deadline, call);
    if (!waiting) return waiting.error();
    if (*waiting) return **waiting;
    if (!page_) {
        if (auto begun = begin_page(); !begun) return begun.error();
    }
    std::size_t row_bytes = page_->pixels.size() / static_cast<std::size_t>(page_->height);
    int most = std::max(1, static_cast<int>(max_band_bytes / row_bytes));
    int rows = std::min({config().band_rows, page_->height - rows_, most});
    if (!band_faults_) band_faults_ = state_->script.strike_picture(moment(Call::grab));
    auto due = page_began_ + config().page_time * (rows_ + rows) / page_->height + band_faults_->extra;
    if (!call.wait_until(std::min(due, deadline))) return cancelled();
    if (deadline < due)
        return driver::FrameView::progress(static_cast<float>(rows_) / static_cast<float>(page_->height));
    driver::FrameView view = band(rows, *std::exchange(band_faults_, std::nullopt));
    rows_ += rows;
    if (rows_ == page_->height) {
        page_.reset();
        rows_ = 0;
        ++frames_;
        --sheets_left_;
    }
    return view;
}

}  // namespace limner::virtual_driver
