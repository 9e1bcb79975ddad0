// Keeps a frame's memory at every open.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::vector<std::vector<unsigned char>> kept;

std::int32_t open(limner_instance_v1* instance, const char* id, limner_device_v1** out, limner_error_v1* error) {
    auto code = good::open(instance, id, out, error);
    if (code == 0) kept.emplace_back(good::width_px * good::height_px);
    return code;
}
void change(limner_driver_v1& table) { table.open = open; }

}  // namespace

LIMNER_TEST_DRIVER(change)
