#include "integration/gphoto2/photo_on_usb.h"
#include "support/conform_run.h"

#include <gtest/gtest.h>

namespace limner::test {
namespace {

TEST(InTreeDriver, Gphoto2PassesWithTheTestsCamera) {
    PhotoOnUsb camera;
    expect_conformity("gphoto2");
}

}  // namespace
}  // namespace limner::test
