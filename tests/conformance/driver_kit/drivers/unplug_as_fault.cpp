// Says device_fault where the camera was unplugged.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t fault_for_lost(std::int32_t code) {
    bool is_lost = code == static_cast<std::int32_t>(ErrorCode::device_lost);
    return is_lost ? static_cast<std::int32_t>(ErrorCode::device_fault) : code;
}
std::int32_t grab(limner_device_v1* device, std::uint64_t slice_ms, limner_frame_v1* out, limner_error_v1* error) {
    return fault_for_lost(good::grab(device, slice_ms, out, error));
}
void change(limner_driver_v1& table) { table.grab = grab; }

}  // namespace

LIMNER_TEST_DRIVER(change)
