#include <limner/frame/image.h>

#include <string>

namespace limner {

std::optional<std::uint64_t> byte_count(int width, int height, PixelFormat format) noexcept {
    constexpr int max_side = 65'535;
    if (width <= 0 || height <= 0 || width > max_side || height > max_side || !is_known(format)) return std::nullopt;
    auto pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    switch (format) {
        case PixelFormat::jpeg: return std::nullopt;
        case PixelFormat::nv12: return width % 2 || height % 2 ? std::nullopt : std::optional(pixels + pixels / 2);
        case PixelFormat::yuyv: return width % 2 ? std::nullopt : std::optional(pixels * 2);
        default: return pixels * static_cast<std::uint64_t>(bytes_per_pixel(format));
    }
}

Result<Image> Image::from_shared(int width, int height, PixelFormat format, std::span<const std::byte> pixels,
                                 std::shared_ptr<const void> owner) {
    auto needed = format == PixelFormat::jpeg && width > 0 && height > 0 ? std::optional<std::uint64_t>(pixels.size())
                                                                         : byte_count(width, height, format);
    if (!needed || *needed != pixels.size() || pixels.empty())
        return Error{ErrorCode::invalid_argument, std::to_string(pixels.size()) + " bytes are no " +
                                                      std::to_string(width) + " x " + std::to_string(height) +
                                                      " image of " + std::string(name_of(format))};
    Image image;
    image.width_ = width;
    image.height_ = height;
    image.format_ = format;
    image.pixels_ = pixels;
    image.owner_ = std::move(owner);
    return image;
}

Result<Image> Image::from_pixels(int width, int height, PixelFormat format, std::vector<std::byte> pixels) {
    auto owner = std::make_shared<const std::vector<std::byte>>(std::move(pixels));
    return from_shared(width, height, format, *owner, owner);
}

}  // namespace limner
