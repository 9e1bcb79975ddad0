#pragma once

#include <limner/base/result.h>
#include <limner/frame/pixel_format.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace limner {

/// Pixels that nobody can change any more, shared by reference count: copying an Image never copies pixels.
/// Rows are packed (no padding): stride = width * bytes_per_pixel for the formats that have one. Safe from any thread.
class Image {
public:
    /// No pixels: is_empty(), 0 x 0.
    Image() = default;

    /// Takes the pixels. Fails with invalid_argument where their count is not what width, height and format need.
    static Result<Image> from_pixels(int width, int height, PixelFormat format, std::vector<std::byte> pixels);

    /// Shares memory whose lifetime `owner` keeps (a pool's buffer). The same checks; nobody may write to it
    /// afterwards.
    static Result<Image> from_shared(int width, int height, PixelFormat format, std::span<const std::byte> pixels,
                                     std::shared_ptr<const void> owner);

    int width() const noexcept { return width_; }
    int height() const noexcept { return height_; }
    PixelFormat format() const noexcept { return format_; }
    bool is_empty() const noexcept { return pixels_.empty(); }
    std::span<const std::byte> bytes() const noexcept { return pixels_; }

private:
    int width_ = 0;
    int height_ = 0;
    PixelFormat format_ = PixelFormat::rgb8;
    std::span<const std::byte> pixels_{};
    std::shared_ptr<const void> owner_{};
};

/// The number of bytes of an image; nothing where the size is not positive, above 65,535 on a side, odd where the
/// format needs even sizes, or the format is jpeg (whose length is not a function of its size).
std::optional<std::uint64_t> byte_count(int width, int height, PixelFormat format) noexcept;

/// The image as rgb8, or as gray8 where `image` is gray8 or gray16 (16-bit samples keep their upper byte). Decodes
/// yuyv, nv12, Bayer (bilinear) and jpeg. An rgb8 or gray8 image is returned as it is, without a copy.
Result<Image> to_displayable(const Image& image);

/// One channel of 8 bits: BT.601 luma of a colour image.
Result<Image> to_gray8(const Image& image);

}  // namespace limner
