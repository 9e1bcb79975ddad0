// Describes a range of which it refuses the upper part.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t set_option(limner_device_v1* device, const char* name, const limner_value_v1* value,
                        limner_error_v1* error) {
    bool is_long = name && value && std::strcmp(name, "exposure") == 0 && value->real > 40;
    if (device && is_long) return good::answer(error, ErrorCode::invalid_argument, "too long");
    return good::set_option(device, name, value, error);
}
void change(limner_driver_v1& table) { table.set_option = set_option; }

}  // namespace

LIMNER_TEST_DRIVER(change)
