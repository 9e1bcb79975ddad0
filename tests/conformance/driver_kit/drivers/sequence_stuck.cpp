// Gives every frame the same sequence number.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t grab(limner_device_v1* device, std::uint64_t slice_ms, limner_frame_v1* out, limner_error_v1* error) {
    auto code = good::grab(device, slice_ms, out, error);
    if (code == 0) out->sequence = 7;
    return code;
}
void change(limner_driver_v1& table) { table.grab = grab; }

}  // namespace

LIMNER_TEST_DRIVER(change)
