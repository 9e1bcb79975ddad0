#pragma once

#include <limner/base/result.h>
#include <limner/frame/pixel_format.h>

#include <sane/sane.h>

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace limner::sane {

/// Bands are at most this large, unless one row alone is larger.
inline constexpr std::size_t max_band_bytes = std::size_t{4} << 20;
/// A page in three passes has to be kept until the last of them.
inline constexpr std::size_t max_three_pass_bytes = std::size_t{512} << 20;
inline constexpr int max_width_px = 100'000;
inline constexpr int max_rows = 1'000'000;

/// Rows of a page, packed.
struct Band {
    std::vector<std::byte> pixels{};
    int width = 0;
    int rows = 0;
    PixelFormat format = PixelFormat::gray8;
    int first_row = 0;
    std::optional<int> total_rows{};  ///< Nothing: the device does not know its page's length.
    bool is_last = false;
    bool is_damaged = false;  ///< The page is not what its parameters promised.
};

/// Turns what sane_read() delivers into bands of whole rows: 1-bit samples to 8, 16-bit ones as they are (SANE's are in
/// host byte order), padding dropped, the three frames of a three-pass scanner put together. Pure, and trusts no
/// number: every mistake of a backend is bad_data, or a damaged last band where rows are missing or too many.
class PageBuilder {
public:
    /// A frame begins: what sane_get_parameters() says after sane_start(). unsupported: a format or depth that cannot
    /// be shown, a three-pass page beyond the limit.
    Result<void> begin_frame(const SANE_Parameters& parameters);
    /// Bytes of the frame, cut anywhere.
    Result<void> add(std::span<const std::byte> bytes);
    /// The frame's end, as SANE_STATUS_EOF says it. Returns whether another frame of the same page follows.
    Result<bool> end_frame();

    /// The next finished band, each once. The last one exists only after the last end_frame().
    std::optional<Band> take_band();
    /// Gives a used band's memory back, so that it need not be mapped again.
    void recycle(std::vector<std::byte> memory) { spare_ = std::move(memory); }

    /// 0..1 of the page, where the device knows its length.
    std::optional<double> done_0_1() const noexcept;

private:
    struct Frame {
        SANE_Frame kind = SANE_FRAME_GRAY;
        int width = 0;
        int depth = 8;
        std::size_t row_bytes = 0;
        std::optional<int> rows{};
        bool is_last = true;
        bool operator==(const Frame&) const = default;
    };

    static Result<Frame> checked(const SANE_Parameters& parameters);
    Result<void> check_against_first(const Frame& frame) const;
    bool is_three_pass() const noexcept { return frame_.kind >= SANE_FRAME_RED; }
    Result<void> finish_row(std::span<const std::byte> row);
    void start_band(PixelFormat format);
    void append_to_band(std::span<const std::byte> row);
    Result<void> append_to_plane(std::span<const std::byte> row);
    Band next_band_of_planes();
    Band new_band(PixelFormat format, int first_row) const;

    std::optional<Frame> first_{};
    Frame frame_{};
    int rows_ = 0;
    bool is_damaged_ = false;
    bool is_finished_ = false;
    std::vector<std::byte> partial_row_{};
    std::optional<Band> filling_{};
    std::deque<Band> ready_{};
    std::array<std::vector<std::byte>, 3> planes_{};
    int passes_ = 0;
    int plane_rows_ = 0;
    int planes_taken_ = 0;
    std::vector<std::byte> spare_{};
};

}  // namespace limner::sane
