// Leaves a thread behind at every open.
#include "good_camera.h"

#include <thread>

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t open(limner_instance_v1* instance, const char* id, limner_device_v1** out, limner_error_v1* error) {
    auto code = good::open(instance, id, out, error);
    if (code == 0) std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
    return code;
}
void change(limner_driver_v1& table) { table.open = open; }

}  // namespace

LIMNER_TEST_DRIVER(change)
