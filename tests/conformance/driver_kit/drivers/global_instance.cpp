// Keeps its state beside its instances: the end of one is the end of all.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

std::atomic<bool> is_over = false;
std::int32_t initialise(const limner_services_v1* services, limner_instance_v1** out, limner_error_v1* error) {
    is_over = false;
    return good::initialise(services, out, error);
}
void shutdown(limner_instance_v1* instance) {
    if (instance) is_over = true;
    good::shutdown(instance);
}
std::int32_t enumerate(limner_instance_v1* instance, limner_emit_listing_fn emit, void* to, limner_error_v1* error) {
    if (instance && is_over) return good::answer(error, ErrorCode::internal, "the driver is closed");
    return good::enumerate(instance, emit, to, error);
}
void change(limner_driver_v1& table) {
    table.initialise = initialise;
    table.shutdown = shutdown;
    table.enumerate = enumerate;
}

}  // namespace

LIMNER_TEST_DRIVER(change)
