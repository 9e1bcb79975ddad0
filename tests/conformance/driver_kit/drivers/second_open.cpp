// Has one state for all who opened the camera: a new open stops it.
#include "good_camera.h"

#include <set>

namespace {

using namespace limner;
using namespace limner::test;

std::set<good::Camera*> cameras;

std::int32_t open(limner_instance_v1* instance, const char* id, limner_device_v1** out, limner_error_v1* error) {
    auto code = good::open(instance, id, out, error);
    if (code != 0) return code;
    for (good::Camera* camera : cameras) camera->is_started = false;
    cameras.insert(&good::of(*out));
    return code;
}
void close(limner_device_v1* device) {
    if (device) cameras.erase(&good::of(device));
    good::close(device);
}
void change(limner_driver_v1& table) {
    table.open = open;
    table.close = close;
}

}  // namespace

LIMNER_TEST_DRIVER(change)
