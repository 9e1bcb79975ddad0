#include "recognise/mrz_band.h"
#include "recognise/mrz_strip.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <opencv2/core.hpp>

// Any small picture: the first byte is its width, the rest its pixels. Bands must have an outline of numbers, and their
// lines can be made straight.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    constexpr std::size_t most_pixels = 64 * 1024;
    if (size < 2 || data[0] == 0 || size > most_pixels) return 0;
    int width = data[0];
    int height = static_cast<int>((size - 1) / data[0]);
    if (height == 0) return 0;
    cv::Mat picture(height, width, CV_8U);
    std::copy(data + 1, data + 1 + picture.total(), picture.data);
    for (const limner::MrzBand& band : limner::find_mrz_bands(picture, limner::Until::in(10s))) {
        for (limner::Point corner : band.outline())
            if (!std::isfinite(corner.x) || !std::isfinite(corner.y)) __builtin_trap();
        for (const limner::MrzTrack& track : band.lines) limner::straighten(picture, track, band.cells);
    }
    return 0;
}
