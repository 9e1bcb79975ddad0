#include "driver_host/frame_out.h"

#include "driver/picture_digest.h"

#include <algorithm>
#include <cstring>

namespace limner {

Result<void> FrameOut::begin(const limner_frame_v1& raw) {
    auto layout = check_frame_header(raw, Clock::now());
    if (!layout) return layout.error();
    frame_ = raw;
    layout_ = *layout;
    rows_taken_ = 0;
    return {};
}

std::size_t FrameOut::next_rows() const {
    std::size_t left = layout_.rows - rows_taken_;
    bool is_whole = max_band_bytes_ == 0 || layout_.format == PixelFormat::nv12 || layout_.format == PixelFormat::jpeg;
    if (is_whole) return left;
    return std::min(left, std::max<std::size_t>(max_band_bytes_ / layout_.row_bytes, 1));
}

std::size_t FrameOut::next_bytes() const { return next_rows() * layout_.row_bytes; }

PlacedFrame FrameOut::take(std::span<std::byte> place) {
    std::size_t rows = next_rows();
    const auto* from = static_cast<const std::byte*>(frame_->pixels) + rows_taken_ * layout_.stride_bytes;
    auto bytes = rows * layout_.row_bytes;
    // From the driver's own memory: the place may be written over as soon as it is filled.
    bool is_packed = layout_.stride_bytes == layout_.row_bytes;
    auto digest = is_packed ? picture_digest({from, bytes}) : 0;
    // The picture may lie in this very place: the driver was lent it.
    if (is_packed) {
        if (from != place.data()) std::memmove(place.data(), from, bytes);
    } else {
        for (std::size_t row = 0; row < rows; ++row)
            std::memmove(place.data() + row * layout_.row_bytes, from + row * layout_.stride_bytes, layout_.row_bytes);
    }
    if (!is_packed) digest = picture_digest(place.first(bytes));
    PlacedFrame piece{*frame_};
    piece.digest = digest;
    bool is_piece = rows < layout_.rows;
    piece.header.stride_bytes = 0;
    piece.header.valid_bytes = bytes;
    if (is_piece) {
        piece.header.height = static_cast<std::int32_t>(rows);
        piece.header.first_row += static_cast<std::int32_t>(rows_taken_);
    }
    rows_taken_ += rows;
    if (rows_taken_ < layout_.rows)
        piece.header.flags &= ~std::uint32_t{LIMNER_FRAME_LAST_BAND};
    else
        frame_.reset();
    return piece;
}

}  // namespace limner
