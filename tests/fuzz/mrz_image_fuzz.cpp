#include <limner/frame/image_file.h>
#include <limner/recognise/read_mrz.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

// Any file goes through the whole of `read mrz`: decoding, finding lines, the net, the glyphs, the parser. What is
// found is an MRZ by the parser's own rules, with a confidence and an outline of numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    static const std::string name = "input";
    static const auto reader = limner::MrzReader::load();
    constexpr std::chrono::year_month_day today = 2026y / 3 / 15;
    constexpr limner::ImageLimits limits{.max_side_px = 1024, .max_pixels = 256 * 1024, .max_file_bytes = 1 << 20};
    if (!reader) __builtin_trap();
    auto file = limner::decode_image({reinterpret_cast<const std::byte*>(data), size}, name, limits);
    if (!file) return 0;
    auto readings = reader->read_all(file->image, today, limner::Until::in(60s));
    if (!readings) __builtin_trap();
    for (const limner::MrzReading& reading : *readings) {
        if (!reading.mrz || !reading.quad || !limner::parse_mrz(reading.mrz->lines, today)) __builtin_trap();
        if (!(reading.confidence_0_1 >= 0 && reading.confidence_0_1 <= 1)) __builtin_trap();
        for (limner::Point corner : *reading.quad)
            if (!std::isfinite(corner.x) || !std::isfinite(corner.y)) __builtin_trap();
    }
    return 0;
}
