// Takes a NULL for an id.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t open(limner_instance_v1* instance, const char* id, limner_device_v1** out, limner_error_v1* error) {
    if (id) return good::open(instance, id, out, error);
    return good::open(instance, (good::driver_name + "/1").c_str(), out, error);
}
void change(limner_driver_v1& table) { table.open = open; }

}  // namespace

LIMNER_TEST_DRIVER(change)
