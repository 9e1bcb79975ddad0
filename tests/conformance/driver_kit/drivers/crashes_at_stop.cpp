// Crashes when a device is stopped.
#include "good_camera.h"

#include <csignal>

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t stop(limner_device_v1* device, limner_error_v1* error) {
    if (device) (void)std::raise(SIGSEGV);
    return good::stop(device, error);
}
void change(limner_driver_v1& table) { table.stop = stop; }

}  // namespace

LIMNER_TEST_DRIVER(change)
