#include "escl_device.h"

#include <limner/frame/image_file.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace limner::escl {
namespace {

using driver::FrameView;

constexpr std::size_t max_band_bytes = std::size_t{4} << 20;
constexpr std::chrono::milliseconds stop_limit{1'500};
constexpr int wanted_dpi = 300;

std::string short_format(std::string_view format) { return std::string(format.substr(format.find('/') + 1)); }

driver::Option choice(const char* name, std::vector<std::string> choices, std::string value) {
    driver::Option option;
    option.name = name;
    if (std::ranges::find(choices, value) == choices.end()) value = choices.front();
    option.choices = std::move(choices);
    option.value = std::move(value);
    return option;
}

std::vector<std::string> modes_of(const Source& source) {
    std::vector<std::string> modes;
    for (const char* mode : {"color", "gray", "lineart"}) {
        auto at = std::ranges::find(source.color_modes, color_mode_of(mode));
        // JPEG has no lines of one bit.
        const bool is_possible = std::string_view(mode) != "lineart" || std::ranges::count(source.formats, "image/png");
        if (at != source.color_modes.end() && is_possible) modes.emplace_back(mode);
    }
    return modes;
}

std::vector<std::string> formats_of(const Source& source) {
    std::vector<std::string> formats;
    for (const std::string& format : source.formats) formats.push_back(short_format(format));
    return formats;
}

std::vector<std::string> numbers_of(const std::vector<int>& numbers) {
    std::vector<std::string> texts;
    for (int number : numbers) texts.push_back(std::to_string(number));
    return texts;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

int nearest_to(int wanted, const std::vector<int>& offered) {
    return *std::ranges::min_element(offered, {}, [&](int one) { return std::abs(one - wanted); });
}

/// 0 for what is no whole number.
std::int64_t number_in(const driver::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    const auto* real = std::get_if<double>(&value);
    return real && *real > 0 && *real < 1e6 && std::floor(*real) == *real ? static_cast<std::int64_t>(*real) : 0;
}

driver::Option dpi_option(const Source& source, int value) {
    driver::Option option;
    option.name = "dpi";
    option.unit = "dpi";
    option.choices = numbers_of(source.dpi);
    option.value = std::int64_t{nearest_to(value, source.dpi)};
    return option;
}

Result<Image> decoded(const std::vector<std::byte>& file, const std::string& type, std::optional<double>& ppi) {
    if (type.find("pdf") != std::string::npos)
        return Error{ErrorCode::unsupported, "the scanner sent a PDF although another format was asked for"};
    auto image = decode_image(file, "the scanner's page");
    if (!image) return Error{ErrorCode::bad_data, image.error().message};
    ppi = image->ppi;
    return std::move(image->image);
}

}  // namespace

EsclDevice::EsclDevice(std::string url, Capabilities capabilities, Limits limits, HttpClient::Options http)
    : capabilities_(std::move(capabilities)), http_(http), job_(http_, std::move(url), limits) {
    offer_options(capabilities_.sources.front());
}

EsclDevice::~EsclDevice() { (void)stop(); }

std::string EsclDevice::option_text(std::string_view name) const {
    const driver::Option* option = options_.find(name);
    const auto* text = option ? std::get_if<std::string>(&option->value) : nullptr;
    return text ? *text : "";
}

void EsclDevice::offer_options(const Source& source) {
    const driver::Option* dpi = options_.find("dpi");
    const int old_dpi = dpi ? static_cast<int>(number_in(dpi->value)) : wanted_dpi;
    auto area = driver::SizeMm{source.max_width / units_per_mm, source.max_height / units_per_mm};
    auto kept = driver::page_size_from(option_text("page_size"), area);
    std::vector<std::string> sources;
    for (const Source& one : capabilities_.sources) sources.emplace_back(name_of(one.kind));
    options_ = driver::OptionList({choice("source", std::move(sources), std::string(name_of(source.kind))),
                                   dpi_option(source, old_dpi), choice("mode", modes_of(source), option_text("mode")),
                                   choice("format", formats_of(source), option_text("format")),
                                   driver::page_size_option(area, kept ? *kept : area)});
    source_ = &source;
    area_ = area;
}

std::vector<driver::Option> EsclDevice::options() { return options_.all(); }

Result<void> EsclDevice::set_option(std::string_view name, const driver::Value& value) {
    if (has_begun_ && !has_ended_)
        return Error{ErrorCode::device_busy, "option '" + std::string(name) + "': a scan is running; stop it first"};
    if (name == "page_size") {
        auto size = driver::page_size_from(value, area_);
        if (!size) return size.error();
        std::vector<driver::Option> all = options_.all();
        for (driver::Option& one : all)
            if (one.name == name) one = driver::page_size_option(area_, *size);
        options_ = driver::OptionList(std::move(all));
        return {};
    }
    if (name == "dpi") {
        if (std::ranges::find(source().dpi, number_in(value)) == source().dpi.end())
            return Error{ErrorCode::invalid_argument, "option 'dpi' must be: " + joined(numbers_of(source().dpi))};
    }
    if (auto set = options_.set(name, value); !set) return set;
    if (name == "source")
        for (const Source& one : capabilities_.sources)
            if (name_of(one.kind) == option_text("source")) offer_options(one);
    return {};
}

Result<void> EsclDevice::start(const driver::Settings&) {
    if (auto stopped = stop(); !stopped) return stopped;
    auto size = driver::page_size_from(option_text("page_size"), area_);
    auto in_units = [](double mm, int low, int high) {
        return std::clamp(static_cast<int>(std::lround(mm * units_per_mm)), low, high);
    };
    request_ = {.source = source().kind, .color_mode = std::string(color_mode_of(option_text("mode")))};
    request_.format = "image/" + (option_text("mode") == "lineart" ? "png" : option_text("format"));
    request_.dpi = static_cast<int>(number_in(options_.find("dpi")->value));
    request_.width = in_units(size ? size->width : area_.width, source().min_width, source().max_width);
    request_.height = in_units(size ? size->height : area_.height, source().min_height, source().max_height);
    is_started_ = true;
    has_ended_ = false;
    pages_ = 0;
    sequence_ = 0;
    return {};
}

Result<void> EsclDevice::stop() {
    driver::Interruption::Call call(interruption_);
    is_started_ = false;
    has_begun_ = false;
    drop_page();
    (void)job_.end(Clock::now() + stop_limit);
    return {};
}

void EsclDevice::drop_page() {
    decoding_ = {};
    decoder_ = {};
    page_ = {};
    next_row_ = 0;
}

void EsclDevice::cancel() noexcept {
    interruption_.cancel();
    http_.wake();
}

Result<FrameView> EsclDevice::grab(std::chrono::milliseconds slice) {
    driver::Interruption::Call call(interruption_);
    auto view = grab_until(Clock::now() + slice, call);
    if (!call.is_cancelled()) return view;
    // The job ends at the scanner; whoever comes next waits for what is left of that.
    drop_page();
    has_begun_ = false;
    (void)job_.end(Clock::now() + std::chrono::milliseconds(100));
    return Error{ErrorCode::cancelled, "the scan was cancelled"};
}

Result<FrameView> EsclDevice::grab_until(Clock::time_point deadline, const driver::Interruption::Call& call) {
    if (!is_started_) return Error{ErrorCode::invalid_argument, "the scanner has not been started"};
    if (!page_.is_empty()) return next_band();
    if (decoder_.valid()) return wait_for_decoder(deadline);
    if (has_ended_) return FrameView::end();
    if (!has_begun_) {
        if (!job_.end(deadline)) return FrameView::progress();
        job_.begin(scan_settings(request_, capabilities_.version), request_.source != SourceKind::platen);
        has_begun_ = true;
    }
    while (!call.is_cancelled()) {
        auto news = job_.step(deadline);
        const bool is_woken = news && std::holds_alternative<ScanJob::Busy>(*news) && Clock::now() < deadline;
        if (is_woken) continue;
        if (news && std::holds_alternative<ScanJob::Picture>(*news)) {
            decode(std::move(std::get<ScanJob::Picture>(*news)));
            return wait_for_decoder(deadline);
        }
        if (!news) {
            has_begun_ = false;
            return news.error();
        }
        return take(std::move(*news));
    }
    return FrameView::progress();
}

Result<FrameView> EsclDevice::take(ScanJob::News news) {
    if (std::holds_alternative<ScanJob::Busy>(news))
        return FrameView::progress(static_cast<float>(job_.done_0_1().value_or(-1)));
    has_ended_ = true;
    return FrameView::end();
}

void EsclDevice::decode(ScanJob::Picture picture) {
    exposed_at_ = picture.asked_at;
    // A page of 600 dpi takes longer to decode than a slice may last.
    std::packaged_task<Result<Image>()> task(
        [this, one = std::move(picture)] { return decoded(one.file, one.type, stated_ppi_); });
    decoder_ = task.get_future();
    // Who is woken finds the image there, and does not wait for a slice more.
    decoding_ = std::jthread([this, task = std::move(task)]() mutable {
        task();
        http_.wake();
    });
}

Result<FrameView> EsclDevice::wait_for_decoder(Clock::time_point deadline) {
    using namespace std::chrono_literals;
    const bool is_done = decoder_.wait_for(0ms) == std::future_status::ready ||
                         (http_.wait_until(deadline) && decoder_.wait_for(0ms) == std::future_status::ready);
    if (!is_done) return FrameView::progress();
    auto image = decoder_.get();
    if (!image) {
        has_begun_ = false;
        return image.error();
    }
    page_ = std::move(*image);
    next_row_ = 0;
    return next_band();
}

FrameView EsclDevice::next_band() {
    const std::size_t row_bytes = page_.bytes().size() / static_cast<std::size_t>(page_.height());
    const int band_rows = std::max(1, static_cast<int>(max_band_bytes / row_bytes));
    const int rows = std::min(band_rows, page_.height() - next_row_);
    const bool is_duplex = request_.source == SourceKind::adf_duplex;
    FrameView view;
    view.width = page_.width();
    view.height = rows;
    view.format = page_.format();
    view.pixels = page_.bytes().subspan(static_cast<std::size_t>(next_row_) * row_bytes,
                                        static_cast<std::size_t>(rows) * row_bytes);
    if (next_row_ == 0) ++sequence_;
    view.sequence = sequence_;
    view.exposed_at = exposed_at_;
    view.ppi_x = view.ppi_y = ppi_of(page_.width(), request_, stated_ppi_);
    view.side = is_duplex ? pages_ % 2 : 0;
    view.sheet = is_duplex ? pages_ / 2 + 1 : pages_ + 1;
    view.first_row = next_row_;
    view.total_rows = page_.height();
    next_row_ += rows;
    view.is_last_band = next_row_ == page_.height();
    if (view.is_last_band) {
        shown_ = std::exchange(page_, {});
        ++pages_;
        has_ended_ = request_.source == SourceKind::platen;
    }
    return view;
}

}  // namespace limner::escl
