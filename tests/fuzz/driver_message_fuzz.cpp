#include "driver/abi_convert.h"
#include "driver/message_body.h"
#include "frame/image_pool.h"
#include "fuzz/fuzz_input.h"

#include <array>

using namespace limner;
using limner::fuzz::demand;

namespace {

/// What is read again after it was written has to be the same.
template <typename Read>
void check_body(const std::vector<std::byte>& body, Read read) {
    auto value = read(body);
    if (!value) return demand(value.error().code == ErrorCode::bad_data);
    auto again = read(body_of(*value));
    demand(static_cast<bool>(again));
    demand(body_of(*again) == body_of(*value));
}

/// As the SDK takes a picture: its pixels in the place that it lent.
void take_picture(const std::vector<std::byte>& body) {
    static ImagePool pool(1 << 20);
    static std::array<std::byte, 64 * 1024> place{};
    auto frame = placed_frame_from(body);
    if (!frame || frame->header.valid_bytes > place.size()) return;
    frame->header.pixels = place.data();
    auto grabbed = grabbed_from(frame->header, "fuzz/device", pool);
    if (!grabbed) demand(grabbed.error().code == ErrorCode::bad_data || grabbed.error().code == ErrorCode::internal);
}

}  // namespace

// Whatever a driver's process sends is refused or read whole; no number of it leads outside the memory that was lent.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto message = message_from({reinterpret_cast<const std::byte*>(data), size});
    if (!message) {
        demand(message.error().code == ErrorCode::bad_data);
        return 0;
    }
    check_body(message->body, [](const auto& body) { return outcome_from(body); });
    check_body(message->body, [](const auto& body) { return option_from(body); });
    check_body(message->body, [](const auto& body) { return option_change_from(body); });
    check_body(message->body, [](const auto& body) { return listed_device_from(body); });
    take_picture(message->body);
    return 0;
}
