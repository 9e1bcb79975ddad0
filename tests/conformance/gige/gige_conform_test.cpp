#include "integration/gige/fake_camera.h"
#include "support/conform_run.h"

#include <gtest/gtest.h>

namespace limner::test {
namespace {

TEST(InTreeDriver, GigePassesWithAravisFakeCamera) {
    if (const auto reason = FakeGigeCamera::why_not(); !reason.empty()) GTEST_SKIP() << reason;
    FakeGigeCamera camera;
    expect_conformity("gige", "[drivers.gige]\npacket_bytes = 8192\n");
}

}  // namespace
}  // namespace limner::test
