#include "jpeg_size.h"

namespace limner::devices {
namespace {

int number_at(std::span<const std::byte> file, std::size_t at) {
    return std::to_integer<int>(file[at]) << 8 | std::to_integer<int>(file[at + 1]);
}

}  // namespace

std::optional<JpegSize> size_of_jpeg(std::span<const std::byte> file) noexcept {
    std::optional<JpegSize> size;
    if (file.size() < 4 || number_at(file, 0) != 0xFFD8) return std::nullopt;
    for (std::size_t at = 2; at + 4 <= file.size();) {
        const int marker = number_at(file, at);
        if (marker == 0xFFFF) {
            ++at;
            continue;
        }
        const int length = number_at(file, at + 2);
        if (marker < 0xFF01 || length < 2) return std::nullopt;
        if (marker == 0xFFDA) return size;
        const bool is_frame = marker >= 0xFFC0 && marker <= 0xFFC2;
        if (is_frame && at + 9 <= file.size()) size = JpegSize{number_at(file, at + 7), number_at(file, at + 5)};
        if (size && (size->width == 0 || size->height == 0)) return std::nullopt;
        at += 2 + static_cast<std::size_t>(length);
    }
    return std::nullopt;
}

}  // namespace limner::devices
