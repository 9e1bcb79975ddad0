// Never comes back from the setting of an option that it does not have.
#include "good_camera.h"

#include <thread>

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t set_option(limner_device_v1* device, const char* name, const limner_value_v1* value,
                        limner_error_v1* error) {
    if (device && name && value && !good::of(device).options.find(name))
        std::this_thread::sleep_for(std::chrono::hours(1));
    return good::set_option(device, name, value, error);
}
void change(limner_driver_v1& table) { table.set_option = set_option; }

}  // namespace

LIMNER_TEST_DRIVER(change)
