#include "support/darkened.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace limner::test {

Image darkened(const Image& image, const std::function<int(int x, int y)>& by) {
    std::vector<std::byte> pixels(image.bytes().begin(), image.bytes().end());
    const std::size_t row = pixels.size() / static_cast<std::size_t>(image.height());
    const std::size_t pixel = row / static_cast<std::size_t>(image.width());
    for (std::size_t at = 0; at < pixels.size(); ++at) {
        const int dark = by(static_cast<int>(at % row / pixel), static_cast<int>(at / row));
        pixels[at] = static_cast<std::byte>(std::clamp(static_cast<int>(pixels[at]) - dark, 0, 255));
    }
    return Image::from_pixels(image.width(), image.height(), image.format(), pixels).value();
}

}  // namespace limner::test
