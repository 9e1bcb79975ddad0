#pragma once

#include <limner/frame/image.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace limner {

/// The pixels of an image in the making. Not zeroed: memory that no row is written to is never touched, so a header
/// that claims more than its file holds costs address space only.
class PixelBuffer {
public:
    /// invalid_argument where byte_count() has no answer; unreadable_file where the machine has no such memory.
    static Result<PixelBuffer> create(int width, int height, PixelFormat format) {
        auto bytes = byte_count(width, height, format);
        if (!bytes) return Error{ErrorCode::invalid_argument, "an image of no valid size"};
        try {
            PixelBuffer buffer;
            buffer.memory_ = std::make_shared_for_overwrite<std::uint8_t[]>(*bytes);
            buffer.size_ = *bytes;
            buffer.width_ = width;
            buffer.height_ = height;
            buffer.format_ = format;
            return buffer;
        } catch (const std::bad_alloc&) {
            return Error{ErrorCode::unreadable_file, "not enough memory for the image"};
        }
    }

    std::uint8_t* data() const noexcept { return memory_.get(); }
    std::size_t stride() const noexcept { return size_ / static_cast<std::size_t>(height_); }
    std::uint8_t* row(int y) const noexcept { return memory_.get() + stride() * static_cast<std::size_t>(y); }

    /// Hands the pixels over; the buffer must not be written to afterwards.
    Result<Image> finish() && {
        std::span<const std::byte> bytes{reinterpret_cast<const std::byte*>(memory_.get()), size_};
        return Image::from_shared(width_, height_, format_, bytes, std::move(memory_));
    }

private:
    std::shared_ptr<std::uint8_t[]> memory_{};
    std::size_t size_ = 0;
    int width_ = 0;
    int height_ = 0;
    PixelFormat format_ = PixelFormat::gray8;
};

/// The samples of an image, as numbers.
inline const std::uint8_t* samples_of(const Image& image) noexcept {
    return reinterpret_cast<const std::uint8_t*>(image.bytes().data());
}

}  // namespace limner
