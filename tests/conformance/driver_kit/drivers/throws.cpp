// Lets an exception out when a device is stopped that was not started.
#include "good_camera.h"

#include <stdexcept>

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t stop(limner_device_v1* device, limner_error_v1* error) {
    if (device && !good::of(device).is_started) throw std::logic_error("not started");
    return good::stop(device, error);
}
void change(limner_driver_v1& table) { table.stop = stop; }

}  // namespace

LIMNER_TEST_DRIVER(change)
