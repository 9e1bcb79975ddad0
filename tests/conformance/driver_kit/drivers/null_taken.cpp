// Takes a NULL for an id.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t open(limner_instance_v0* instance, const char* id, limner_device_v0** out, limner_error_v0* error) {
    if (id) return good::open(instance, id, out, error);
    return good::open(instance, (good::driver_name + "/1").c_str(), out, error);
}
void change(limner_driver_v0& table) { table.open = open; }

}  // namespace

LIMNER_TEST_DRIVER(change)
