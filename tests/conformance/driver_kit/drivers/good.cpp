// The good camera itself.
#include "good_camera.h"

namespace {
void change(limner_driver_v1&) {}
}  // namespace

LIMNER_TEST_DRIVER(change)
