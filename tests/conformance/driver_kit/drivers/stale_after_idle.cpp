// Keeps four pictures while nobody grabs, and says that each was exposed when it was asked for.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t grab(limner_device_v1* device, std::uint64_t slice_ms, limner_frame_v1* out, limner_error_v1* error) {
    auto asked_at = good::Clock::now();
    if (device && out && good::of(device).is_started) {
        good::Camera& camera = good::of(device);
        auto made = static_cast<std::uint64_t>((asked_at - camera.started_at) / good::period);
        constexpr std::uint64_t queue = 4;
        if (made > camera.taken + 1 && good::is_plugged(*camera.instance)) {
            camera.taken = std::max(camera.taken + 1, made > queue && camera.taken + queue < made ? made - queue : 0);
            good::fill(camera, asked_at, out);
            return 0;
        }
    }
    return good::grab(device, slice_ms, out, error);
}
void change(limner_driver_v1& table) { table.grab = grab; }

}  // namespace

LIMNER_TEST_DRIVER(change)
