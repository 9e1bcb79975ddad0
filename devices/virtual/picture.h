#pragma once

#include <limner/base/result.h>
#include <limner/frame/image.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace limner::virtual_driver {

/// Packed pixels that a device starts from.
struct Picture {
    int width = 0;
    int height = 0;
    PixelFormat format = PixelFormat::rgb8;
    std::vector<std::byte> pixels{};
    std::optional<double> ppi{};
};

/// The built-in picture: gradients that tell top from bottom and left from right. gray8 or rgb8.
Picture make_pattern(int width, int height, PixelFormat format);

/// gray8 and rgb8 only: to exactly this size, averaged where it gets smaller.
Picture resample(const Picture& picture, int width, int height);

/// The same with the proportions kept, the rest filled by repeating the edges.
Picture fit_into(const Picture& picture, int width, int height);

/// From gray8 or rgb8 to gray8, rgb8, yuyv or nv12; an odd last column or row that the format cannot hold is dropped.
Picture convert(const Picture& picture, PixelFormat to);

/// Sensor noise of a sigma in grey levels. Cheap: it walks through a table of normal values from a new place each time.
class Noise {
public:
    Noise(double sigma, std::uint32_t seed);
    void add_to(std::span<std::byte> pixels);

private:
    std::minstd_rand random_;
    std::vector<std::int8_t> table_;
};

}  // namespace limner::virtual_driver
