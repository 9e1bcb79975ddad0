// Says that far more bytes can be read than there are.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t grab(limner_device_v1* device, std::uint64_t slice_ms, limner_frame_v1* out, limner_error_v1* error) {
    auto code = good::grab(device, slice_ms, out, error);
    if (code == 0 && out->pixels) out->valid_bytes = std::uint64_t{1} << 44;
    return code;
}
void change(limner_driver_v1& table) { table.grab = grab; }

}  // namespace

LIMNER_TEST_DRIVER(change)
