#include "fuzz/fuzz_input.h"
#include "sane_image.h"

#include <cstring>

using namespace limner;
using limner::fuzz::demand;

namespace {

SANE_Parameters parameters(fuzz::FuzzInput& input) {
    SANE_Parameters raw{};
    // A backend's number may be outside the enumeration.
    int format = input.take<std::int8_t>();
    static_assert(sizeof format == sizeof raw.format);
    std::memcpy(&raw.format, &format, sizeof format);
    const auto flags = input.take<std::uint8_t>();
    raw.last_frame = (flags & 1) != 0 ? SANE_TRUE : SANE_FALSE;
    raw.depth = (flags & 2) != 0 ? input.take<std::int8_t>() : 1 << input.take_up_to(4);
    raw.pixels_per_line = (flags & 4) != 0 ? input.take<SANE_Int>() : input.take_up_to(64);
    raw.lines = (flags & 8) != 0 ? input.take<SANE_Int>() : input.take_up_to(16) - 1;
    raw.bytes_per_line = (flags & 16) != 0 ? input.take<SANE_Int>() : input.take_up_to(400);
    return raw;
}

struct Page {
    int next_row = 0;
    bool is_over = false;
};

// Every band follows the one before and holds the pixels that it says.
void take_bands(sane::PageBuilder& builder, Page& page) {
    while (auto band = builder.take_band()) {
        demand(!page.is_over && band->rows > 0 && band->width > 0 && band->first_row == page.next_row);
        auto bytes = static_cast<std::size_t>(band->width) * static_cast<std::size_t>(band->rows) *
                     static_cast<std::size_t>(bytes_per_pixel(band->format));
        demand(band->pixels.size() == bytes);
        page.next_row += band->rows;
        page.is_over = band->is_last;
        demand(!band->is_last || band->total_rows == page.next_row);
        builder.recycle(std::move(band->pixels));
    }
    auto done = builder.done_0_1();
    demand(!done || (*done >= 0 && *done <= 1));
}

}  // namespace

// Frames of any parameters and any bytes, cut anywhere, as a backend may deliver them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    sane::PageBuilder builder;
    Page page;
    while (!input.is_empty()) {
        if (!builder.begin_frame(parameters(input))) return 0;
        for (auto pieces = input.take<std::uint8_t>() % 8; pieces > 0; --pieces) {
            if (!builder.add(input.take_bytes(input.take<std::uint8_t>()))) return 0;
            take_bands(builder, page);
        }
        auto is_more = builder.end_frame();
        if (!is_more) return 0;
        take_bands(builder, page);
        if (!*is_more) break;
    }
    return 0;
}
