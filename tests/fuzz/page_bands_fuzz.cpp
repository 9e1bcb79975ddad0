#include "device/page_assembler.h"
#include "fuzz/fuzz_input.h"

#include <vector>

using namespace limner;
using limner::fuzz::demand;

namespace {

constexpr int most_side = 16;

std::optional<DriverImage> band(fuzz::FuzzInput& input) {
    auto format = static_cast<PixelFormat>(input.take_up_to(12));
    int width = input.take_up_to(most_side), height = input.take_up_to(most_side);
    auto bytes = byte_count(width, height, format);
    if (!bytes) return std::nullopt;
    auto image = Image::from_pixels(width, height, format, std::vector<std::byte>(*bytes));
    demand(image.has_value());
    auto flags = input.take<std::uint8_t>();
    DriverImage result{.image = *std::move(image)};
    result.first_row = (flags & 1) != 0 ? input.take<std::int32_t>() : input.take_up_to(4 * most_side);
    result.is_last_band = (flags & 2) != 0;
    result.is_damaged = (flags & 4) != 0;
    if ((flags & 8) != 0) result.total_rows = 1 + input.take_up_to(4 * most_side);
    return result;
}

}  // namespace

// Bands in any order and of any numbers: a page is refused, or as long as its bands together.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::FuzzInput input(data, size);
    PageAssembler pages("fuzz/scanner");
    int rows = 0;
    while (!input.is_empty()) {
        auto next = band(input);
        if (!next) continue;
        auto page = pages.add(*next);
        rows = page ? rows + next->image.height() : 0;
        auto done = pages.done_0_1();
        demand(!done || (*done >= 0 && *done <= 1));
        if (!page || !*page) continue;
        demand((*page)->image.height() == rows && (*page)->image.width() == next->image.width());
        rows = 0;
    }
    return 0;
}
