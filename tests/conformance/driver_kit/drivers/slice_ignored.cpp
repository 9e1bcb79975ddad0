// Waits for a picture, which comes every 600 ms, however short the slice is.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t grab(limner_device_v1* device, std::uint64_t slice_ms, limner_frame_v1* out, limner_error_v1* error) {
    return good::grab(device, std::max<std::uint64_t>(slice_ms, 900), out, error);
}
void change(limner_driver_v1& table) {
    good::period = std::chrono::milliseconds(600);
    table.grab = grab;
}

}  // namespace

LIMNER_TEST_DRIVER(change)
