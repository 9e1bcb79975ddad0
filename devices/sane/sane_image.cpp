#include "sane_image.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace limner::sane {
namespace {

Error wrong(const std::string& what) { return {ErrorCode::bad_data, "the scanner's page parameters: " + what}; }

/// Backends know formats that sane.h does not: read as a number, for the enumeration cannot hold them.
int format_number(const SANE_Parameters& parameters) {
    int number = 0;
    static_assert(sizeof number == sizeof parameters.format);
    std::memcpy(&number, &parameters.format, sizeof number);
    return number;
}

int channels_of(SANE_Frame kind) { return kind == SANE_FRAME_RGB ? 3 : 1; }

std::size_t sample_bytes(int depth) { return depth == 16 ? 2 : 1; }

/// Bytes of a row's samples, without padding, as sane_read() delivers them.
std::size_t packed_bytes(int width, int depth, int channels) {
    auto samples = static_cast<std::size_t>(width);
    auto of_one_channel = depth == 1 ? (samples + 7) / 8 : samples * sample_bytes(depth);
    return of_one_channel * static_cast<std::size_t>(channels);
}

PixelFormat format_of(int depth, int channels) {
    if (channels == 3) return depth == 16 ? PixelFormat::rgb16 : PixelFormat::rgb8;
    return depth == 16 ? PixelFormat::gray16 : PixelFormat::gray8;
}

/// A gray bit of 1 is black; a colour's bit of 1 is its full intensity. The colours' bits come in bytes of eight
/// pixels, red, green and blue in turn (SANE standard 1.06, 3.2.1).
void expand_bits(std::span<const std::byte> row, std::byte* to, int width, int channels, bool is_gray) {
    constexpr auto dark = std::byte{0}, bright = std::byte{255};
    const auto of_one = is_gray ? dark : bright, of_zero = is_gray ? bright : dark;
    const auto step = static_cast<std::size_t>(channels);
    for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
        for (std::size_t channel = 0; channel < step; ++channel) {
            auto bit = (row[x / 8 * step + channel] >> (7 - x % 8)) & std::byte{1};
            *to++ = bit == std::byte{1} ? of_one : of_zero;
        }
    }
}

std::size_t row_bytes_of(const Band& band) {
    return static_cast<std::size_t>(band.width) * static_cast<std::size_t>(bytes_per_pixel(band.format));
}

int rows_per_band(std::size_t row_bytes) {
    return static_cast<int>(std::max<std::size_t>(1, max_band_bytes / row_bytes));
}

}  // namespace

Result<PageBuilder::Frame> PageBuilder::checked(const SANE_Parameters& raw) {
    int format = format_number(raw);
    if (format < SANE_FRAME_GRAY || format > SANE_FRAME_BLUE)
        return Error{ErrorCode::unsupported, "the scanner delivers frames of format " + std::to_string(format) +
                                                 ", which is neither gray nor colour; choose another mode"};
    if (raw.depth != 1 && raw.depth != 8 && raw.depth != 16)
        return Error{ErrorCode::unsupported, "the scanner delivers samples of " + std::to_string(raw.depth) +
                                                 " bits; 1, 8 and 16 are supported"};
    if (raw.pixels_per_line <= 0 || raw.pixels_per_line > max_width_px)
        return wrong(std::to_string(raw.pixels_per_line) + " pixels a row");
    if (raw.lines < -1 || raw.lines == 0 || raw.lines > max_rows) return wrong(std::to_string(raw.lines) + " rows");
    auto needed = packed_bytes(raw.pixels_per_line, raw.depth, channels_of(raw.format));
    if (raw.bytes_per_line < 0 || static_cast<std::size_t>(raw.bytes_per_line) < needed ||
        static_cast<std::size_t>(raw.bytes_per_line) > needed + max_band_bytes)
        return wrong(std::to_string(raw.bytes_per_line) + " bytes a row of " + std::to_string(raw.pixels_per_line) +
                     " pixels");
    return Frame{raw.format,
                 raw.pixels_per_line,
                 raw.depth,
                 static_cast<std::size_t>(raw.bytes_per_line),
                 raw.lines < 0 ? std::nullopt : std::optional(raw.lines),
                 raw.last_frame == SANE_TRUE};
}

Result<void> PageBuilder::check_against_first(const Frame& frame) const {
    if (frame.kind < SANE_FRAME_RED || first_->kind < SANE_FRAME_RED) return wrong("a second frame that is no pass");
    if (frame.width != first_->width || frame.depth != first_->depth)
        return wrong("the passes of the page differ in width or depth");
    if (!planes_[static_cast<std::size_t>(frame.kind - SANE_FRAME_RED)].empty()) return wrong("the same colour twice");
    return {};
}

Result<void> PageBuilder::begin_frame(const SANE_Parameters& parameters) {
    auto frame = checked(parameters);
    if (!frame) return frame.error();
    if (first_) {
        if (auto fits = check_against_first(*frame); !fits) return fits;
    } else {
        first_ = *frame;
    }
    frame_ = *frame;
    rows_ = 0;
    partial_row_.clear();
    auto row_bytes = static_cast<std::size_t>(frame_.width) * sample_bytes(frame_.depth);
    if (is_three_pass() && frame_.rows && row_bytes * 3 * static_cast<std::size_t>(*frame_.rows) > max_three_pass_bytes)
        return Error{ErrorCode::unsupported, "a page in three passes of more than 512 MiB; scan at fewer dpi"};
    return {};
}

Result<void> PageBuilder::add(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        if (partial_row_.empty() && bytes.size() >= frame_.row_bytes) {
            if (auto fits = finish_row(bytes.first(frame_.row_bytes)); !fits) return fits;
            bytes = bytes.subspan(frame_.row_bytes);
            continue;
        }
        auto count = std::min(bytes.size(), frame_.row_bytes - partial_row_.size());
        partial_row_.insert(partial_row_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
        bytes = bytes.subspan(count);
        if (partial_row_.size() < frame_.row_bytes) continue;
        if (auto fits = finish_row(partial_row_); !fits) return fits;
        partial_row_.clear();
    }
    return {};
}

Result<void> PageBuilder::finish_row(std::span<const std::byte> row) {
    if (frame_.rows && rows_ >= *frame_.rows) {
        is_damaged_ = true;
        return {};
    }
    if (rows_ >= max_rows) return wrong("more than a million rows");
    if (is_three_pass()) {
        if (auto fits = append_to_plane(row); !fits) return fits;
    } else {
        append_to_band(row);
    }
    ++rows_;
    return {};
}

Band PageBuilder::new_band(PixelFormat format, int first_row) const {
    Band band;
    band.width = frame_.width;
    band.format = format;
    band.first_row = first_row;
    band.total_rows = frame_.rows;
    return band;
}

void PageBuilder::start_band(PixelFormat format) {
    filling_ = new_band(format, rows_);
    auto row_bytes = row_bytes_of(*filling_);
    int rows = std::min(rows_per_band(row_bytes), frame_.rows.value_or(max_rows) - rows_);
    filling_->pixels = std::exchange(spare_, {});
    filling_->pixels.clear();
    filling_->pixels.reserve(row_bytes * static_cast<std::size_t>(rows));
}

void PageBuilder::append_to_band(std::span<const std::byte> row) {
    const int channels = channels_of(frame_.kind);
    if (!filling_) start_band(format_of(frame_.depth, channels));
    auto row_bytes = row_bytes_of(*filling_);
    // Only the row after a full band proves that the band was not the last.
    if (filling_->rows == rows_per_band(row_bytes)) {
        ready_.push_back(*std::exchange(filling_, std::nullopt));
        start_band(ready_.back().format);
    }
    auto& pixels = filling_->pixels;
    pixels.resize(pixels.size() + row_bytes);
    auto* to = pixels.data() + pixels.size() - row_bytes;
    if (frame_.depth == 1) {
        expand_bits(row, to, frame_.width, channels, frame_.kind == SANE_FRAME_GRAY);
    } else {
        std::memcpy(to, row.data(), row_bytes);
    }
    ++filling_->rows;
}

Result<void> PageBuilder::append_to_plane(std::span<const std::byte> row) {
    auto& plane = planes_[static_cast<std::size_t>(frame_.kind - SANE_FRAME_RED)];
    auto row_bytes = static_cast<std::size_t>(frame_.width) * sample_bytes(frame_.depth);
    if ((plane.size() + row_bytes) * 3 > max_three_pass_bytes)
        return Error{ErrorCode::unsupported, "a page in three passes of more than 512 MiB; scan at fewer dpi"};
    plane.resize(plane.size() + row_bytes);
    auto* to = plane.data() + plane.size() - row_bytes;
    if (frame_.depth == 1) {
        expand_bits(row, to, frame_.width, 1, false);
    } else {
        std::memcpy(to, row.data(), row_bytes);
    }
    return {};
}

Result<bool> PageBuilder::end_frame() {
    if (rows_ == 0) return Error{ErrorCode::bad_data, "the scanner ended its page without a row"};
    if (!partial_row_.empty() || (frame_.rows && rows_ < *frame_.rows)) is_damaged_ = true;
    if (is_three_pass()) {
        ++passes_;
        if (passes_ > 1 && rows_ != plane_rows_) is_damaged_ = true;
        plane_rows_ = passes_ == 1 ? rows_ : std::min(plane_rows_, rows_);
        if (passes_ < 3) {
            if (frame_.is_last) return wrong("fewer than three passes");
            return true;
        }
    } else if (!frame_.is_last) {
        return wrong("a frame that is no pass is not the page's last");
    }
    is_finished_ = true;
    if (filling_) {
        filling_->is_last = true;
        filling_->is_damaged = is_damaged_;
        filling_->total_rows = rows_;
        ready_.push_back(*std::exchange(filling_, std::nullopt));
    }
    return false;
}

Band PageBuilder::next_band_of_planes() {
    Band band = new_band(format_of(frame_.depth, 3), planes_taken_);
    const auto size = sample_bytes(frame_.depth);
    band.rows = std::min(plane_rows_ - planes_taken_, rows_per_band(row_bytes_of(band)));
    band.total_rows = plane_rows_;
    band.is_last = planes_taken_ + band.rows == plane_rows_;
    band.is_damaged = band.is_last && is_damaged_;
    const auto width = static_cast<std::size_t>(frame_.width);
    const auto first = static_cast<std::size_t>(planes_taken_) * width;
    const auto count = static_cast<std::size_t>(band.rows) * width;
    band.pixels.resize(count * size * 3);
    auto* to = band.pixels.data();
    for (std::size_t sample = first; sample < first + count; ++sample) {
        for (const auto& plane : planes_) {
            std::memcpy(to, plane.data() + sample * size, size);
            to += size;
        }
    }
    planes_taken_ += band.rows;
    return band;
}

std::optional<Band> PageBuilder::take_band() {
    if (!ready_.empty()) {
        Band band = std::move(ready_.front());
        ready_.pop_front();
        return band;
    }
    if (is_finished_ && passes_ == 3 && planes_taken_ < plane_rows_) return next_band_of_planes();
    return std::nullopt;
}

std::optional<double> PageBuilder::done_0_1() const noexcept {
    if (!first_ || !frame_.rows) return std::nullopt;
    double of_frame = std::min(1.0, static_cast<double>(rows_) / *frame_.rows);
    return is_three_pass() ? std::min(1.0, (passes_ + of_frame) / 3) : of_frame;
}

}  // namespace limner::sane
