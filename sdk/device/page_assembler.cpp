#include "device/page_assembler.h"

#include "device/convert.h"
#include "device/wall_time.h"

namespace limner {
namespace {

constexpr int max_rows = 65'535;
constexpr std::size_t max_page_bytes = std::size_t{1} << 30;

}  // namespace

Result<void> PageAssembler::check(const DriverImage& band) const {
    auto wrong = [this](const std::string& reason) { return Error{ErrorCode::bad_data, device_id_ + ": " + reason}; };
    if (band.is_damaged) return wrong("the device says that the page is incomplete");
    const Image& image = band.image;
    if (band.first_row != rows_)
        return wrong("a band of row " + std::to_string(band.first_row) + " after " + std::to_string(rows_) + " rows");
    if (image.height() > max_rows - rows_ || image.bytes().size() > max_page_bytes - pixels_.size())
        return wrong("the page is longer than any paper");
    bool cannot_join = image.format() == PixelFormat::nv12 || image.format() == PixelFormat::jpeg;
    if (!band.is_last_band && cannot_join) return wrong("a band of " + std::string(name_of(image.format())));
    if (first_ && (first_->image.width() != image.width() || first_->image.format() != image.format()))
        return wrong("the page changes its width or format");
    return {};
}

Result<std::optional<Page>> PageAssembler::add(const DriverImage& band) {
    if (auto fits = check(band); !fits) {
        *this = PageAssembler(device_id_);
        return fits.error();
    }
    if (!first_) first_ = band;
    if (band.is_last_band) return finish(band);
    auto bytes = band.image.bytes();
    pixels_.insert(pixels_.end(), bytes.begin(), bytes.end());
    rows_ += band.image.height();
    return std::optional<Page>{};
}

Result<PageOrWaiting> PageAssembler::take(const Grabbed& grabbed) {
    if (const auto* waiting = std::get_if<LaneWaiting>(&grabbed))
        return PageOrWaiting(Waiting{hint_from(waiting->hint)});
    if (const auto* progress = std::get_if<LaneProgress>(&grabbed)) return PageOrWaiting(Progress{progress->done_0_1});
    if (std::holds_alternative<LaneEnd>(grabbed)) return PageOrWaiting(ScanEnd{});
    auto page = add(std::get<DriverImage>(grabbed));
    if (!page) return page.error();
    return *page ? PageOrWaiting(**std::move(page)) : PageOrWaiting(Progress{done_0_1()});
}

Result<std::optional<Page>> PageAssembler::finish(const DriverImage& band) {
    Image image = band.image;
    if (rows_ > 0) {
        auto bytes = band.image.bytes();
        pixels_.insert(pixels_.end(), bytes.begin(), bytes.end());
        auto joined = Image::from_pixels(image.width(), rows_ + image.height(), image.format(), std::move(pixels_));
        if (!joined) return joined.error();
        image = *std::move(joined);
    }
    Page page{.image = std::move(image),
              .device_id = device_id_,
              .side = first_->side,
              .light = first_->light,
              .sheet = first_->sheet,
              .ppi_x = first_->ppi_x,
              .ppi_y = first_->ppi_y,
              .captured_at = wall_time_of(first_->exposed_at)};
    *this = PageAssembler(device_id_);
    return std::optional<Page>(std::move(page));
}

std::optional<double> PageAssembler::done_0_1() const noexcept {
    if (!first_ || !first_->total_rows) return std::nullopt;
    return std::min(1.0, static_cast<double>(rows_) / *first_->total_rows);
}

}  // namespace limner
