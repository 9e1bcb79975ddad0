// Has one state for all who opened the camera: a new open stops it.
#include "good_camera.h"

#include <set>

namespace {

using namespace limner;
using namespace limner::test;

std::set<good::Camera*> cameras;

std::int32_t open(limner_instance_v0* instance, const char* id, limner_device_v0** out, limner_error_v0* error) {
    auto code = good::open(instance, id, out, error);
    if (code != 0) return code;
    for (good::Camera* camera : cameras) camera->is_started = false;
    cameras.insert(&good::of(*out));
    return code;
}
void close(limner_device_v0* device) {
    if (device) cameras.erase(&good::of(device));
    good::close(device);
}
void change(limner_driver_v0& table) {
    table.open = open;
    table.close = close;
}

}  // namespace

LIMNER_TEST_DRIVER(change)
