// Takes a little longer to stop than the SDK waits for a camera.
#include "good_camera.h"

#include <thread>

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t stop(limner_device_v1* device, limner_error_v1* error) {
    if (device) std::this_thread::sleep_for(std::chrono::milliseconds(2'200));
    return good::stop(device, error);
}
void change(limner_driver_v1& table) { table.stop = stop; }

}  // namespace

LIMNER_TEST_DRIVER(change)
