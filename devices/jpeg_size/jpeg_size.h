#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace limner::devices {

struct JpegSize {
    int width = 0;
    int height = 0;
};
/// From a JPEG's frame header; nothing where it is not one from its first byte on, or where its scan never begins.
std::optional<JpegSize> size_of_jpeg(std::span<const std::byte> file) noexcept;

}  // namespace limner::devices
