#include "driver/driver_frame.h"

#include "frame/image_pool.h"

#include <cmath>
#include <cstring>

namespace limner {
namespace {

constexpr std::uint64_t max_image_bytes = 1ULL << 30;
constexpr double max_ppi = 20'000;

Error lie(const std::string& reason) { return {ErrorCode::bad_data, "the driver's frame header is wrong: " + reason}; }

Clock::time_point exposure_time(const limner_frame_v1& raw) {
    return Clock::time_point(std::chrono::nanoseconds(static_cast<std::int64_t>(raw.exposed_at_ns)));
}

Result<void> check_exposure(const limner_frame_v1& raw, Clock::time_point now) {
    constexpr auto tolerance = std::chrono::milliseconds(50);
    bool is_plausible = raw.exposed_at_ns > 0 && raw.exposed_at_ns <= static_cast<std::uint64_t>(INT64_MAX);
    if (!is_plausible) return lie("no time of exposure");
    if (exposure_time(raw) > now + tolerance) return lie("exposed in the future");
    return {};
}

Result<void> check_page_numbers(const limner_frame_v1& raw) {
    if (raw.side < 0 || raw.side > 1) return lie("side " + std::to_string(raw.side));
    if (raw.light < 0 || raw.light > 2) return lie("light " + std::to_string(raw.light));
    if (raw.sheet < 0 || raw.first_row < 0 || raw.total_rows < 0) return lie("a negative sheet or row");
    bool is_ppi = std::isfinite(raw.ppi_x) && std::isfinite(raw.ppi_y) && raw.ppi_x >= 0 && raw.ppi_y >= 0 &&
                  raw.ppi_x <= max_ppi && raw.ppi_y <= max_ppi;
    if (!is_ppi) return lie("resolution outside 0 to 20,000 pixels per inch");
    return {};
}

Result<FrameLayout> layout_of(const limner_frame_v1& raw) {
    auto format = static_cast<PixelFormat>(raw.format);
    std::string size = std::to_string(raw.width) + " x " + std::to_string(raw.height);
    if (!is_known(format)) return lie("unknown pixel format " + std::to_string(raw.format));
    if (format == PixelFormat::jpeg) {
        if (raw.width <= 0 || raw.height <= 0 || raw.width > 65'535 || raw.height > 65'535) return lie("size " + size);
        if (raw.valid_bytes < 4 || raw.valid_bytes > max_image_bytes)
            return lie(std::to_string(raw.valid_bytes) + " bytes");
        return FrameLayout{raw.width, raw.height, format, raw.valid_bytes, raw.valid_bytes, 1};
    }
    auto needed = byte_count(raw.width, raw.height, format);
    if (!needed || *needed > max_image_bytes) return lie("size " + size + " of " + std::string(name_of(format)));
    auto rows = static_cast<std::size_t>(format == PixelFormat::nv12 ? raw.height + raw.height / 2 : raw.height);
    auto row_bytes = *needed / rows;
    auto stride = raw.stride_bytes ? raw.stride_bytes : row_bytes;
    if (stride < row_bytes) return lie("rows of " + std::to_string(stride) + " bytes for " + size);
    if (stride * (rows - 1) + row_bytes > raw.valid_bytes)
        return lie(std::to_string(raw.valid_bytes) + " bytes for " + size + " of " + std::string(name_of(format)));
    return FrameLayout{raw.width, raw.height, format, row_bytes, stride, rows};
}

std::optional<double> known_ppi(double ppi) { return ppi > 0 ? std::optional(ppi) : std::nullopt; }

}  // namespace

Result<FrameLayout> check_frame_header(const limner_frame_v1& raw, Clock::time_point now) {
    if (!raw.pixels) return lie("no pixels");
    if (auto fine = check_exposure(raw, now); !fine) return fine.error();
    if (auto fine = check_page_numbers(raw); !fine) return fine.error();
    return layout_of(raw);
}

Result<DriverImage> take_frame(const limner_frame_v1& raw, ImagePool& pool) {
    auto layout = check_frame_header(raw, Clock::now());
    if (!layout) return layout.error();
    auto bytes = layout->row_bytes * layout->rows;
    auto buffer = pool.lease(bytes);
    if (!buffer) return buffer.error();
    const auto* from = static_cast<const std::byte*>(raw.pixels);
    if (layout->stride_bytes == layout->row_bytes) {
        std::memcpy(buffer->get(), from, bytes);
    } else {
        for (std::size_t row = 0; row < layout->rows; ++row)
            std::memcpy(buffer->get() + row * layout->row_bytes, from + row * layout->stride_bytes, layout->row_bytes);
    }
    auto image = Image::from_shared(layout->width, layout->height, layout->format, {buffer->get(), bytes}, *buffer);
    if (!image) return image.error();
    return DriverImage{.image = *std::move(image),
                       .sequence = raw.sequence,
                       .exposed_at = exposure_time(raw),
                       .ppi_x = known_ppi(raw.ppi_x),
                       .ppi_y = known_ppi(raw.ppi_y),
                       .side = static_cast<PageSide>(raw.side),
                       .light = static_cast<PageLight>(raw.light),
                       .sheet = std::max(raw.sheet, 1),
                       .first_row = raw.first_row,
                       .total_rows = raw.total_rows > 0 ? std::optional(raw.total_rows) : std::nullopt,
                       .is_last_band = (raw.flags & LIMNER_FRAME_LAST_BAND) != 0,
                       .is_damaged = (raw.flags & LIMNER_FRAME_DAMAGED) != 0};
}

}  // namespace limner
