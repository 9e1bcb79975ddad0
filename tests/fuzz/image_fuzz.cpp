#include <limner/frame/image_file.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

// Any bytes go through every decoder, with small limits so that the time goes into parsing. What is read must be what
// its header says, and must be written and read again without a change.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string name = "input";
    constexpr limner::ImageLimits limits{.max_side_px = 512, .max_pixels = 128 * 1024, .max_file_bytes = 1 << 20};
    auto file = limner::decode_image({reinterpret_cast<const std::byte*>(data), size}, name, limits);
    if (!file) return 0;
    const limner::Image& image = file->image;
    if (image.is_empty() || image.width() > limits.max_side_px || image.height() > limits.max_side_px) __builtin_trap();
    auto png = limner::encode_png(image, file->ppi);
    if (!png) __builtin_trap();
    auto again = limner::decode_image(*png, name, limits);
    if (!again || !std::ranges::equal(again->image.bytes(), image.bytes())) __builtin_trap();
    return 0;
}
