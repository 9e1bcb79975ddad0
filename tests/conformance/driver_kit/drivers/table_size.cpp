// Says a wrong size of its table.
#include "good_camera.h"

namespace {
void change(limner_driver_v1& table) { table.struct_size = 64; }
}  // namespace

LIMNER_TEST_DRIVER(change)
