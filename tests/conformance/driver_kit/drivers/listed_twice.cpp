// Lists its camera twice.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::int32_t enumerate(limner_instance_v1* instance, limner_emit_listing_fn emit, void* to, limner_error_v1* error) {
    auto code = good::enumerate(instance, emit, to, error);
    return code == 0 ? good::enumerate(instance, emit, to, error) : code;
}
void change(limner_driver_v1& table) { table.enumerate = enumerate; }

}  // namespace

LIMNER_TEST_DRIVER(change)
