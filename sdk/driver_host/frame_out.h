#pragma once

#include "driver/driver_frame.h"
#include "driver/frame_memory.h"
#include "driver/message_body.h"

#include <limner/base/result.h>

#include <optional>

namespace limner {

/// Carries a driver's pictures into the frame memory, each whole or in bands of rows.
class FrameOut {
public:
    /// `max_band_bytes` 0: whole pictures.
    explicit FrameOut(std::size_t max_band_bytes) : max_band_bytes_(max_band_bytes) {}

    /// Begins a picture, whose pixels stay the driver's until the last of it was taken. bad_data where its header lies.
    Result<void> begin(const limner_frame_v1& raw);
    bool has_more() const { return frame_.has_value(); }
    /// Bytes that the next piece takes.
    std::size_t next_bytes() const;
    /// Copies the next piece to `place`, which is next_bytes() long at least.
    PlacedFrame take(std::span<std::byte> place);
    void drop() { frame_.reset(); }

private:
    std::size_t next_rows() const;

    std::size_t max_band_bytes_;
    std::optional<limner_frame_v1> frame_{};
    FrameLayout layout_{};
    std::size_t rows_taken_ = 0;
};

}  // namespace limner
