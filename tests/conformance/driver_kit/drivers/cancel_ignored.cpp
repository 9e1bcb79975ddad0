// Goes on with its grab, which may take 600 ms, whoever cancels it.
#include "good_camera.h"

namespace {

using namespace limner;
using namespace limner::test;

void cancel(limner_device_v1*) {}
void change(limner_driver_v1& table) {
    good::period = std::chrono::milliseconds(600);
    table.cancel = cancel;
}

}  // namespace

LIMNER_TEST_DRIVER(change)
