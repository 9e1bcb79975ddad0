// Takes any number for an option, whatever its range.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t set_option(limner_device_v1* device, const char* name, const limner_value_v1* value,
                        limner_error_v1* error) {
    auto code = good::set_option(device, name, value, error);
    bool is_exposure = name && value && std::strcmp(name, "exposure") == 0 && value->type == LIMNER_VALUE_REAL;
    return is_exposure ? 0 : code;
}
void change(limner_driver_v1& table) { table.set_option = set_option; }

}  // namespace

LIMNER_TEST_DRIVER(change)
