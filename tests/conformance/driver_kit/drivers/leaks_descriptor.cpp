// Leaves a descriptor behind at every open.
#include "good_camera.h"

#include <fcntl.h>

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t open(limner_instance_v1* instance, const char* id, limner_device_v1** out, limner_error_v1* error) {
    auto code = good::open(instance, id, out, error);
    if (code == 0) (void)::open("/dev/null", O_RDONLY);
    return code;
}
void change(limner_driver_v1& table) { table.open = open; }

}  // namespace

LIMNER_TEST_DRIVER(change)
