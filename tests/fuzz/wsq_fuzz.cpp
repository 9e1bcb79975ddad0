#include <limner/frame/wsq.h>

#include "fuzz/fuzz_input.h"

#include <algorithm>
#include <cmath>
#include <string>

// Any bytes go through the decoder, with small limits so that the time goes into parsing. What is decoded must have its
// header's size and must be written and read again with its comments.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using limner::fuzz::demand;
    static const std::string name = "input";
    constexpr limner::ImageLimits limits{.max_side_px = 4096, .max_pixels = 64 * 1024};
    const auto file = limner::decode_wsq({reinterpret_cast<const std::byte*>(data), size}, name, limits);
    if (!file) {
        demand(file.error().message.starts_with(name));
        return 0;
    }
    const limner::Image& image = file->image;
    demand(!image.is_empty() && image.bytes().size() <= 64 * 1024);
    limner::WsqOptions options{.bits_per_pixel = std::clamp(file->bits_per_pixel.value_or(0.75), 0.05, 5.0)};
    if (!std::isfinite(options.bits_per_pixel)) options.bits_per_pixel = 0.75;
    if (file->ppi && *file->ppi <= 600) options.ppi = *file->ppi;
    for (const std::string& comment : file->comments)
        if (!comment.starts_with("NIST_COM")) options.comments.push_back(comment);
    const auto again = limner::encode_wsq(image, options);
    demand(again.has_value());
    const auto back = limner::decode_wsq(*again, name, limits);
    demand(back && back->image.width() == image.width() && back->comments == options.comments);
    return 0;
}
