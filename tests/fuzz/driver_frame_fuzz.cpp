#include "device/convert.h"
#include "driver/driver_frame.h"
#include "frame/image_pool.h"
#include "fuzz/fuzz_input.h"

#include <vector>

using namespace limner;
using limner::fuzz::demand;

namespace {

constexpr int small_side = 96;

// Numbers of any size, or such as can fit the bytes that follow.
limner_frame_v1 header(fuzz::FuzzInput& input) {
    limner_frame_v1 raw{};
    raw.struct_size = sizeof raw;
    const bool is_small = (input.take<std::uint8_t>() & 1) != 0;
    raw.format = is_small ? input.take_up_to(12) : input.take<std::int32_t>();
    raw.width = is_small ? input.take_up_to(small_side) : input.take<std::int32_t>();
    raw.height = is_small ? input.take_up_to(small_side) : input.take<std::int32_t>();
    raw.stride_bytes =
        is_small ? static_cast<std::uint32_t>(input.take_up_to(4 * small_side)) : input.take<std::uint32_t>();
    raw.flags = input.take<std::uint8_t>();
    raw.exposed_at_ns = is_small ? 1 : input.take<std::uint64_t>();
    if (is_small) return raw;
    raw.ppi_x = input.take<double>();
    raw.ppi_y = input.take<double>();
    raw.side = input.take<std::int8_t>();
    raw.light = input.take<std::int8_t>();
    raw.sheet = input.take<std::int32_t>();
    raw.first_row = input.take<std::int32_t>();
    raw.total_rows = input.take<std::int32_t>();
    return raw;
}

void check_layout(const limner_frame_v1& raw) {
    auto layout = check_frame_header(raw, Clock::now());
    if (!layout) return demand(layout.error().code == ErrorCode::bad_data);
    demand(layout->rows > 0 && layout->row_bytes > 0 && layout->stride_bytes >= layout->row_bytes);
    // By division, which cannot overflow as the product could.
    demand(layout->row_bytes <= raw.valid_bytes);
    demand(layout->rows == 1 || (raw.valid_bytes - layout->row_bytes) / (layout->rows - 1) >= layout->stride_bytes);
}

}  // namespace

// A header never leads outside the bytes that came with it: it is refused, or its picture holds what its numbers say
// and can be shown or is refused there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static ImagePool pool(1 << 20);
    fuzz::FuzzInput input(data, size);
    limner_frame_v1 raw = header(input);
    raw.valid_bytes = input.take<std::uint64_t>();
    // Memory of its own, so that one byte too far is a finding.
    const std::vector<std::byte> pixels(input.rest().begin(), input.rest().end());
    raw.pixels = pixels.data();
    check_layout(raw);
    raw.valid_bytes = pixels.size();
    auto image = take_frame(raw, pool);
    if (!image) return 0;
    demand(image->image.width() == raw.width && image->image.height() == raw.height);
    auto frame = frame_from(*image, "fuzz/device");
    if (!frame) return 0;
    demand(frame->image.bytes().size() ==
           byte_count(frame->image.width(), frame->image.height(), frame->image.format()).value());
    return 0;
}
